import type { Keytar } from '../../src/main/secrets/keychain.ts';

/** A keychain in memory, which fails with the sentences that are given, for as long as they are. */
export function memoryKeytar(
  fails: Partial<Record<keyof Keytar, string>> = {},
): Keytar & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  const refuse = (call: keyof Keytar): void => {
    const sentence = fails[call];
    if (sentence !== undefined) throw new Error(sentence);
  };
  return {
    kept,
    async getPassword(service, account) {
      refuse('getPassword');
      return Promise.resolve(kept.get(`${service} ${account}`) ?? null);
    },
    async setPassword(service, account, password) {
      refuse('setPassword');
      kept.set(`${service} ${account}`, password);
      return Promise.resolve();
    },
    async deletePassword(service, account) {
      refuse('deletePassword');
      return Promise.resolve(kept.delete(`${service} ${account}`));
    },
  };
}
