/** How many layers of percent-encoding are taken off: the service's own, and that of a proxy in front of it. */
const MAX_ENCODINGS = 3;

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/**
 * The nonce in a signed URL that a remote list repeats, or null when there is none. Finds it in the query parameter
 * `nonce` (host `this-computer`) or `x-shoal-nonce` (host `s3`), whatever the order of the parameters, the case of
 * their names, and however the URL was encoded on its way. A nonce is letters, digits, `-` and `_`.
 */
export function nonceOfUrl(url: string): string | null {
  let text: string | null = url;
  for (let layer = 0; layer <= MAX_ENCODINGS && text !== null; layer += 1) {
    const found = /[?&](?:x-shoal-)?nonce=([\w-]+)(?:[&#]|$)/i.exec(text.replaceAll('&amp;', '&'));
    if (found?.[1] !== undefined) return found[1];
    text = decoded(text);
  }
  return null;
}
