import { homedir, platform } from 'node:os';
import { problem, type Problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { oneLine, redact } from '../core/redact.ts';

/** What a secret is named by: its kind, and whose it is, such as the origin of an API address. */
export interface SecretName {
  kind: 'api-token' | 's3-secret';
  account: string;
}

/** The calls of keytar that are used; all of them may wait for a person who is asked to unlock the keychain. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

export interface KeychainOptions {
  /** Longest wait for an answer, in milliseconds: a person may have to type a password first. */
  timeLimitMs?: number;
  /** Loads keytar, whose own library may be missing on this computer. */
  load?: () => Promise<Keytar>;
}

/**
 * The keychain of the person's own system: Keychain on macOS, Credential Manager on Windows, the secret service (GNOME
 * Keyring, KWallet) on Linux. Every way in which it fails is a problem `keychain.…`; nothing is ever written elsewhere.
 */
export class Keychain {
  readonly #timeLimitMs: number;
  readonly #load: () => Promise<Keytar>;
  /** One call after the other: one that hangs holds a thread of the process. */
  #last: Promise<unknown> = Promise.resolve();
  #unanswered = 0;
  #isOverdue = false;

  constructor({ timeLimitMs = 30_000, load = loadKeytar }: KeychainOptions = {}) {
    this.#timeLimitMs = timeLimitMs;
    this.#load = load;
  }

  /** The secret, or null when the keychain has none of this name. */
  async get(name: SecretName): Promise<Result<string | null>> {
    const got = await this.#ask((keytar) => keytar.getPassword(serviceOf(name), name.account));
    if (!got.ok || got.value !== null) return got;
    const opened = await this.#checkOpen();
    return opened.ok ? got : opened;
  }

  async set(name: SecretName, value: string): Promise<Result<void>> {
    return this.#ask((keytar) => keytar.setPassword(serviceOf(name), name.account, value));
  }

  /** Removes the secret. Gives back whether there was one. */
  async clear(name: SecretName): Promise<Result<boolean>> {
    const cleared = await this.#ask((keytar) => keytar.deletePassword(serviceOf(name), name.account));
    if (!cleared.ok || cleared.value) return cleared;
    const opened = await this.#checkOpen();
    return opened.ok ? cleared : opened;
  }

  /** Whether a call still waits for its answer: until it has it, the process cannot end in the ordinary way. */
  get isWaiting(): boolean {
    return this.#unanswered > 0;
  }

  /** On Linux a locked keychain says of every secret that it is not there; only writing tells the two apart. */
  async #checkOpen(): Promise<Result<void>> {
    if (platform() !== 'linux') return success(undefined);
    const written = await this.#ask((keytar) => keytar.setPassword('Shoal: is it open', 'nobody', 'nothing secret'));
    if (!written.ok) return written;
    const removed = await this.#ask((keytar) => keytar.deletePassword('Shoal: is it open', 'nobody'));
    return removed.ok ? success(undefined) : removed;
  }

  async #ask<Value>(call: (keytar: Keytar) => Promise<Value>): Promise<Result<Value>> {
    const noAnswer = failure(problem('keychain.no-answer', { seconds: Math.round(this.#timeLimitMs / 1000) }));
    if (this.#isOverdue) return noAnswer;
    let keytar: Keytar;
    try {
      keytar = await this.#load();
    } catch {
      return failure(problem('keychain.library'));
    }
    this.#unanswered += 1;
    const answer = this.#last
      .then(() => call(keytar))
      .then(success, (error: unknown) => failure(problemOf(error)))
      .finally(() => {
        this.#unanswered -= 1;
        this.#isOverdue = false;
      });
    this.#last = answer;
    const { promise: limit, resolve } = Promise.withResolvers<Result<never>>();
    const timer = setTimeout(() => {
      this.#isOverdue = true;
      resolve(noAnswer);
    }, this.#timeLimitMs);
    const first = await Promise.race([answer, limit]);
    clearTimeout(timer);
    return first;
  }
}

async function loadKeytar(): Promise<Keytar> {
  const { default: keytar } = await import('keytar');
  return keytar;
}

function serviceOf({ kind }: SecretName): string {
  return `Shoal: ${kind}`;
}

/** keytar's failures are plain errors with the sentence of the system's own library, and no code. */
function problemOf(error: unknown): Problem {
  const text = error instanceof Error ? error.message : String(error);
  // GDBus, without a session bus; with one, but nobody who offers the secret service on it.
  if (/D-Bus|could not connect|connection is closed|ServiceUnknown|not provided by any|NameHasNoOwner/i.test(text))
    return problem('keychain.none');
  if (/timeout was reached|NoReply/i.test(text)) return problem('keychain.no-answer', { seconds: 25 });
  // libsecret: a collection that is locked, and one that was never made because nobody gave it a password.
  if (/locked|object does not exist at path|no such (secret )?collection|prompt|interaction is not allowed/i.test(text))
    return problem('keychain.locked');
  return problem('keychain.unusable', { reason: oneLine(redact(text, { homeFolder: homedir() }), 200) });
}
