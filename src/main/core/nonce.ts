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

/** What a nonce says of itself: which ledger made it, and for which job. */
export interface NonceParts {
  /** Tells this ledger's nonces from those of other ledgers on the same account; see `ledgerTag`. */
  ledger: string;
  jobId: string;
  /** Makes each attempt's nonce the only one. */
  chance: string;
}

/** A nonce of letters, digits and `-`. Its parts must be of letters and digits. */
export function makeNonce({ ledger, jobId, chance }: NonceParts): string {
  return `${ledger}-${jobId}-${chance}`;
}

/** The parts of a nonce that `makeNonce` made; null for any other text. */
export function readNonce(nonce: string): NonceParts | null {
  const [ledger, jobId, chance, ...rest] = nonce.split('-');
  if (!ledger || !jobId || !chance || rest.length > 0) return null;
  return { ledger, jobId, chance };
}
