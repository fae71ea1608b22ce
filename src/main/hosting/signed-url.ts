import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signature covers. `expires` is in seconds since 1970. */
export interface SignedParts {
  objectId: string;
  fileName: string;
  expires: number;
  nonce: string;
}

function signatureOf({ objectId, fileName, expires, nonce }: SignedParts, key: Uint8Array): Buffer {
  // As JSON, so that no two different sets of parts make the same text.
  const text = JSON.stringify(['shoal hosted object', objectId, fileName, expires, nonce]);
  return createHmac('sha256', key).update(text).digest();
}

/** The path and query of a signed URL, beginning with `/`. */
export function signedPath(parts: SignedParts, key: Uint8Array): string {
  const query = new URLSearchParams({
    expires: String(parts.expires),
    nonce: parts.nonce,
    signature: signatureOf(parts, key).toString('base64url'),
  });
  return `/${encodeURIComponent(parts.objectId)}/${parts.fileName}?${query.toString()}`;
}

/**
 * What a path and query were signed for, or null when they are not exactly as `signedPath` made them with one of
 * `keys`. The order and the encoding of the query do not matter, nor do parameters that others added to it.
 */
export function verifiedParts(pathAndQuery: string, keys: readonly Uint8Array[]): SignedParts | null {
  const url = /^\/([^/?]+)\/([^/?]+)\?(.*)$/.exec(pathAndQuery);
  const [, objectId, fileName, search] = url ?? [];
  if (objectId === undefined || fileName === undefined) return null;
  const query = new URLSearchParams(search);
  const expires = query.get('expires');
  const nonce = query.get('nonce');
  const given = Buffer.from(query.get('signature') ?? '', 'base64url');
  if (expires === null || !/^\d{1,12}$/.test(expires) || nonce === null) return null;
  let parts: SignedParts;
  try {
    parts = { objectId: decodeURIComponent(objectId), fileName, expires: Number(expires), nonce };
  } catch {
    return null;
  }
  const genuine = keys.some((key) => {
    const expected = signatureOf(parts, key);
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  return genuine ? parts : null;
}
