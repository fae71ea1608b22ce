import type { AccountView } from '../../shared/contract/app.ts';
import type { Problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Clock } from '../core/ports.ts';
import type { Engine } from '../engine.ts';
import type { Secret } from '../secrets/secrets.ts';

/** While clips are charged the balance is read again, but no more often than this. */
const leastPauseMs = 30_000;

export interface AccountOptions {
  engine: Engine;
  clock: Clock;
  /** The token of the API address; null for the practice service, which needs none. */
  token: Secret | null;
  onChange: () => void;
}

/** The account at the service, as far as it was read. */
export class Account {
  readonly #options: AccountOptions;
  readonly #stopping = new AbortController();
  /** What the last reading in this run said against it; undefined before the first. */
  #problem: Problem | null | undefined;
  #following: Promise<void> | null = null;
  #unsubscribe: () => void = () => undefined;

  constructor(options: AccountOptions) {
    this.#options = options;
  }

  /** Reads the account, and again when clips were charged. */
  start(): void {
    this.#unsubscribe = this.#options.engine.onEvents((events) => {
      if (events.some(({ body }) => body.kind === 'clip' && (body.to === 'accepted' || body.to === 'done')))
        this.#following ??= this.#readSoon(leastPauseMs);
    });
    if (this.#options.engine.hasToken()) this.#following = this.#readSoon(0);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#unsubscribe();
    await this.#following;
  }

  view(): AccountView {
    const { engine, token } = this.#options;
    return {
      ...this.#state(),
      balance: engine.ledger.profiles.latest(engine.apiUrl),
      warnings: engine.balanceWatch.untold(),
      token: token?.status ?? { from: 'none', problem: null },
    };
  }

  /**
   * Reads the account again. With more credits than before, a hold for credits ends. Without a token the keychain is
   * asked first: it may have been unlocked meanwhile.
   */
  async check(): Promise<AccountView> {
    const { engine, token, onChange } = this.#options;
    if (token?.value === null && (await token.read()) !== null) engine.holds.end('auth', 'person');
    const profile = await engine.account.read(this.#stopping.signal);
    this.#problem = profile.ok ? null : profile.problem;
    onChange();
    return this.view();
  }

  /**
   * Tries a token, and takes it unless it is refused or cannot be tried. It is kept in the keychain; where that cannot
   * be, until the program ends. The view says which.
   */
  async connect(typed: string): Promise<Result<AccountView>> {
    const { engine, token, onChange } = this.#options;
    const profile = await engine.tryToken(typed.trim());
    if (!profile.ok) return failure(profile.problem);
    await token?.set(typed.trim());
    this.#problem = null;
    if (engine.account.keep(profile.value).grew) engine.holds.end('credits', 'itself');
    engine.holds.end('auth', 'person');
    onChange();
    return success(this.view());
  }

  /** Forgets the token here and in the keychain; fails with `keychain.…` when it may still be there. */
  async forgetToken(): Promise<Result<AccountView>> {
    const { token, onChange } = this.#options;
    const cleared = await token?.clear();
    this.#problem = undefined;
    onChange();
    return cleared?.ok === false ? cleared : success(this.view());
  }

  #state(): Pick<AccountView, 'state' | 'problem'> {
    const { engine } = this.#options;
    const refusal = engine.holds.inForce().find(({ kind }) => kind === 'auth')?.problem ?? null;
    if (!engine.hasToken()) return { state: 'none', problem: null };
    if (refusal !== null) return { state: 'refused', problem: refusal };
    if (this.#problem === undefined) return { state: 'unchecked', problem: null };
    if (this.#problem === null) return { state: 'connected', problem: null };
    const isRefusal = this.#problem.code === 'service.token' || this.#problem.code === 'service.not-permitted';
    return { state: isRefusal ? 'refused' : 'unchecked', problem: this.#problem };
  }

  async #readSoon(ms: number): Promise<void> {
    const { signal } = this.#stopping;
    await this.#options.clock.sleep(ms, signal);
    try {
      if (!signal.aborted) await this.check();
    } catch {
      // A ledger that cannot be written to now: the next clip that is charged asks again.
    } finally {
      this.#following = null;
    }
  }
}
