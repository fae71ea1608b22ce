import { hkdfSync } from 'node:crypto';

/**
 * The key that media URLs are signed with, made from the token and the ledger's id: it survives a restart, so that URLs
 * which the service already has stay good, and yet no secret is ever written to a file.
 */
export function signingKey(token: string, ledgerId: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', token, ledgerId, 'shoal media urls', 32));
}
