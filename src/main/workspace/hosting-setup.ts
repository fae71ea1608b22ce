import type { HostFinding, HostingView, Stored } from '../../shared/contract/hosting.ts';
import { success, type Result } from '../../shared/result.ts';
import type { Storage } from '../../shared/storage.ts';
import type { Engine } from '../engine.ts';
import type { Secret } from '../secrets/secrets.ts';

/** A test that takes longer than this says of what is left that it does not answer. */
const longestTestMs = 120_000;
const mostListed = 100;

export interface HostingSetupOptions {
  engine: Engine;
  /** The secret of a storage's key; null where there is no place for one, as in practice. */
  storageSecret: ((storage: Storage) => Secret) | null;
  onChange: () => void;
}

/** What makes files reachable, as a person sets it up: the storage with its secret, its test, and what lies there. */
export class HostingSetup {
  readonly #options: HostingSetupOptions;
  readonly #stopping = new AbortController();

  constructor(options: HostingSetupOptions) {
    this.#options = options;
  }

  /** Looks for the storage's secret, so that the view can say where it is. */
  start(): void {
    void this.#secret()?.read().then(this.#options.onChange);
  }

  stop(): void {
    this.#stopping.abort();
  }

  view(): HostingView {
    const { engine } = this.#options;
    const secret = this.#secret()?.status ?? null;
    const lacksSecret = engine.settings.host === 's3' && (secret?.from ?? 'none') === 'none';
    return { ready: engine.servesFiles && !lacksSecret, port: engine.servingPort, secret };
  }

  /**
   * Uses this storage from now on. `secret` null keeps the one that is known for its key. It is kept in the keychain;
   * where that cannot be, until the program ends: the view says which.
   */
  async useStorage(storage: Storage, secret: string | null): Promise<HostingView> {
    const { engine, storageSecret, onChange } = this.#options;
    const known = storageSecret?.(storage);
    await (secret === null ? known?.read() : known?.set(secret));
    engine.changeSettings({ host: 's3', storage });
    engine.holds.end('host', 'person');
    onChange();
    return this.view();
  }

  /** Forgets the secret here and in the keychain; fails with `keychain.…` when it may still be there. */
  async forgetSecret(): Promise<Result<HostingView>> {
    const cleared = await this.#secret()?.clear();
    this.#options.onChange();
    return cleared?.ok === false ? cleared : success(this.view());
  }

  /** Tries the host that is set as the service would use it. */
  async test(): Promise<HostFinding[]> {
    const { engine } = this.#options;
    if (engine.settings.host === 's3')
      return engine.tryStorage(AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(longestTestMs)]));
    const reached = await engine.checkHost();
    return [{ step: 'reach', problem: reached.ok ? null : reached.problem }];
  }

  async stored(): Promise<Result<Stored>> {
    const listed = await this.#options.engine.storedObjects();
    if (!listed.ok) return listed;
    const unneeded = listed.value.filter(({ needed }) => !needed);
    return success({
      objects: listed.value.length,
      size: total(listed.value),
      unneeded: unneeded.length,
      unneededSize: total(unneeded),
      largest: listed.value
        .toSorted((one, other) => (other.size ?? 0) - (one.size ?? 0))
        .slice(0, mostListed)
        .map(({ name, size, atMs, unfinished, needed }) => ({ name, size, at: atMs, unfinished, needed })),
    });
  }

  #secret(): Secret | null {
    const { engine, storageSecret } = this.#options;
    const { storage } = engine.settings;
    return storage === null ? null : (storageSecret?.(storage) ?? null);
  }
}

/** In bytes; null where one is unknown. */
function total(objects: readonly { size: number | null }[]): number | null {
  return objects.reduce<number | null>((sum, { size }) => (sum === null || size === null ? null : sum + size), 0);
}
