import type { Problem } from '../../shared/problems.ts';
import { success, type Result } from '../../shared/result.ts';
import type { SecretStatus } from '../../shared/secret-status.ts';
import type { Keychain, SecretName } from './keychain.ts';

export interface SecretsOptions {
  keychain: Keychain;
  /** What the environment gives, by kind; it comes before the keychain. */
  environment?: Partial<Record<SecretName['kind'], string | undefined>>;
}

/** All secrets of this run. Each is in the environment, in the keychain, or in this process's memory until it ends. */
export class Secrets {
  readonly #options: SecretsOptions;
  readonly #known = new Map<string, Secret>();

  constructor(options: SecretsOptions) {
    this.#options = options;
  }

  /** The secret of that kind and account: the same object each time. `read` it before its value is asked for. */
  of(kind: SecretName['kind'], account: string): Secret {
    const { keychain, environment } = this.#options;
    const key = `${kind} ${account}`;
    const secret = this.#known.get(key) ?? new Secret({ kind, account }, keychain, environment?.[kind] || null);
    this.#known.set(key, secret);
    return secret;
  }

  /** Every value that is in memory, for what must not show one. */
  values(): string[] {
    return [...this.#known.values()].flatMap(({ value }) => value ?? []);
  }

  /** Whether the keychain still waits, for its password to be typed: the process cannot end in the ordinary way. */
  get isWaiting(): boolean {
    return this.#options.keychain.isWaiting;
  }
}

/** One secret, such as the token of one API address. */
export class Secret {
  readonly #name: SecretName;
  readonly #keychain: Keychain;
  readonly #environment: string | null;
  #held: { value: string; from: 'environment' | 'keychain' | 'session' } | null;
  #problem: Problem | null = null;
  /** How often it was set or cleared. */
  #changes = 0;

  /** Use `Secrets.of`. */
  constructor(name: SecretName, keychain: Keychain, environment: string | null) {
    this.#name = name;
    this.#keychain = keychain;
    this.#environment = environment;
    this.#held = this.#fromEnvironment();
  }

  /** As it is in memory now; null when there is none, or it was not read. */
  get value(): string | null {
    return this.#held?.value ?? null;
  }

  /** Where it is, and what keeps it out of the keychain; without the secret itself. */
  get status(): SecretStatus {
    return { from: this.#held?.from ?? 'none', problem: this.#problem };
  }

  /** Looks for it in the keychain, unless it is in memory already. Null when there is none; `status` says why. */
  async read(): Promise<string | null> {
    if (this.#held !== null) return this.#held.value;
    const asked = this.#changes;
    const kept = await this.#keychain.get(this.#name);
    // The keychain may have waited for a person: what was set or cleared meanwhile counts.
    if (this.#changes !== asked) return this.value;
    this.#problem = kept.ok ? null : kept.problem;
    if (kept.ok && kept.value !== null) this.#held = { value: kept.value, from: 'keychain' };
    return this.value;
  }

  /** Takes another one from now on, and keeps it in the keychain; where that cannot be, only until this process ends. */
  async set(value: string): Promise<SecretStatus> {
    // At once, so that nothing waits for the keychain.
    this.#held = { value, from: 'session' };
    const mine = (this.#changes += 1);
    const kept = await this.#keychain.set(this.#name, value);
    if (this.#changes !== mine) return this.status;
    this.#problem = kept.ok ? null : kept.problem;
    if (kept.ok) this.#held = { value, from: 'keychain' };
    return this.status;
  }

  /**
   * Forgets it here and in the keychain. Gives back whether the keychain had it, or why that cannot be known. What the
   * environment gives stays.
   */
  async clear(): Promise<Result<boolean>> {
    this.#held = this.#fromEnvironment();
    this.#changes += 1;
    const cleared = await this.#keychain.clear(this.#name);
    this.#problem = cleared.ok ? null : cleared.problem;
    if (cleared.ok) return cleared;
    // Where there is no keychain at all, nothing can have been left in it.
    const { code } = cleared.problem;
    return code === 'keychain.none' || code === 'keychain.library' ? success(false) : cleared;
  }

  #fromEnvironment(): { value: string; from: 'environment' } | null {
    return this.#environment === null ? null : { value: this.#environment, from: 'environment' };
  }
}
