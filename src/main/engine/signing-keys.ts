import { signingKey } from '../hosting/signing-key.ts';

/**
 * The keys of media URLs, the first one for the token as it is now. Those of earlier tokens of this run still verify, so
 * that replacing one disturbs no running job.
 */
export function signingKeys(token: () => string | null, ledgerId: string): () => readonly Uint8Array[] {
  const keys = new Map<string, Uint8Array>();
  return () => {
    const current = token() ?? '';
    const key = keys.get(current) ?? signingKey(current, ledgerId);
    keys.delete(current);
    const earlier = [...keys.values()].toReversed();
    keys.set(current, key);
    return [key, ...earlier];
  };
}
