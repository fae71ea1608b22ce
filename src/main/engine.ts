import { isOnThisComputer } from '../shared/address.ts';
import { problem, type Problem } from '../shared/problems.ts';
import { failure, success, type Result } from '../shared/result.ts';
import { settingsSchema, type Settings, type SettingsChange } from '../shared/settings.ts';
import type { StorageStep } from '../shared/storage.ts';
import type { Selection } from '../shared/contract/clip.ts';
import type { Decision } from '../shared/decision.ts';
import type { Candidate, LedgerEvent } from '../shared/events.ts';
import type { BatchView, ClipView, HoldView } from '../shared/views.ts';
import { z } from 'zod';
import { isCancelable } from './core/job.ts';
import { locationOf, type NewBatch, type NewClip } from './core/new-batch.ts';
import type { Host, StorageHost } from './core/ports.ts';
import type { Progress } from './core/progress.ts';
import type { Profile } from './core/remote.ts';
import { ledgerId, ledgerTag } from './engine/ledger-id.ts';
import type { EnginePorts } from './engine/ports.ts';
import { signingKeys } from './engine/signing-keys.ts';
import { createFishSpeechClient, type FishSpeechClient } from './fishspeech/client.ts';
import type { Ledger } from './ledger/ledger.ts';
import { openLedger, orUnusable, unusable, type OpenLedger } from './ledger/open.ts';
import { alreadyStarted } from './queue/already-started.ts';
import { AccountReader } from './queue/account-reader.ts';
import { addBatch } from './queue/add-batch.ts';
import { Holds } from './queue/holds.ts';
import { BalanceWatch } from './queue/balance-watch.ts';
import { Forecasts } from './queue/forecasts.ts';
import { Prices } from './queue/prices.ts';
import { ServiceClock } from './queue/service-clock.ts';
import { Hosting, type StoredView } from './queue/hosting.ts';
import { recheckClips, recheckRefused } from './queue/recheck.ts';
import { Queue } from './queue/queue.ts';
import { batchViews, clipView, clipViews, holdViews } from './queue/views.ts';

/** The whole program without a window: what the desktop, the web host and the command line all drive. */
export class Engine {
  readonly #ports: EnginePorts;
  readonly #opened: OpenLedger;
  readonly #queue: Queue;
  readonly #storage: StorageHost;
  readonly #here: Host;
  readonly #hosting: Hosting;
  readonly #progressListeners = new Set<(progress: Progress) => void>();
  readonly #stopping = new AbortController();
  readonly #clientWith: (token: () => string | null) => FishSpeechClient;
  /** As kept in the ledger; read once, because every step asks for them. */
  #settings: Settings;
  /** A short name of the ledger, for its nonces and for what is kept beside it: one that was set aside has another. */
  readonly ledgerTag: string;
  readonly holds: Holds;
  readonly prices: Prices;
  readonly account: AccountReader;
  readonly forecasts: Forecasts;
  readonly balanceWatch: BalanceWatch;
  readonly client: FishSpeechClient;

  /** Use `openEngine`. */
  constructor(ports: EnginePorts, opened: OpenLedger) {
    this.#ports = ports;
    this.#opened = opened;
    const { ledger } = opened;
    this.#settings = ledger.settings.get('settings', settingsSchema) ?? settingsSchema.parse({});
    const settings = (): Settings => this.settings;
    const { clock, random, transport, media, disk, apiUrl, token } = ports;
    this.holds = new Holds(ledger);
    this.prices = new Prices({ ledger, apiUrl: ports.apiUrl, settings });
    ledger.onCommit((events) => {
      if (events.some(({ body }) => body.kind === 'clip' && body.to === 'fetching')) this.prices.forget();
    });
    const id = ledgerId(ledger, random);
    this.ledgerTag = ledgerTag(id);
    const serviceClock = new ServiceClock(clock);
    this.#clientWith = (ofToken) =>
      createFishSpeechClient({
        transport,
        clock,
        random,
        baseUrl: apiUrl,
        userAgent: () => settings().userAgent,
        token: ofToken,
        ...(ports.onCall && { log: ports.onCall }),
        onServerDate: (ms) => serviceClock.observe(ms),
        timeouts: () => ({ connectMs: settings().connectTimeoutMs, answerMs: settings().answerTimeoutMs }),
      });
    this.client = this.#clientWith(token);
    this.account = new AccountReader({
      ledger,
      apiUrl,
      client: this.client,
      prices: this.prices,
      holds: this.holds,
      settings,
    });
    const { prices, holds } = this;
    this.forecasts = new Forecasts({ ledger, apiUrl, prices, holds });
    this.balanceWatch = new BalanceWatch({ ledger, apiUrl, forecasts: this.forecasts, settings });
    this.#here = ports.createHost({
      port: ledger.settings.get('hosting.port', z.number()) ?? 0,
      signingKeys: signingKeys(token, id),
      publicUrl: () => settings().publicUrl,
      isRevoked: (nonce) => ledger.attempts.isRevoked(nonce),
    });
    this.#storage = ports.createStorage({ storage: () => settings().storage, owner: this.ledgerTag });
    this.#hosting = new Hosting({
      ledger,
      hosts: { 'this-computer': this.#here, s3: this.#storage },
      settings,
      clock,
      random,
      onFault: (error) => ports.onFault(error),
    });
    this.#queue = new Queue({
      context: {
        ledger,
        apiUrl,
        settings,
        clock,
        random,
        media,
        hosting: this.#hosting,
        client: this.client,
        transport,
        disk,
        holds: this.holds,
        prices: this.prices,
        account: this.account,
        serviceClock,
        onFault: (error) => ports.onFault(error),
        ledgerTag: this.ledgerTag,
        progress: (jobId, step, fraction) => {
          for (const listener of this.#progressListeners) listener({ jobId, step, fraction });
        },
      },
      checkingAtOnce: ports.cores,
    });
  }

  /** Begins to serve media and to work. Fails with `host.unavailable` or `ledger.unusable`. */
  async start(): Promise<Result<void>> {
    const hosting = await this.#hosting.current.start();
    if (!hosting.ok) return hosting;
    try {
      this.#keepPort();
      this.account.start();
      this.balanceWatch.start();
      await this.#queue.start();
      await this.#hosting.restWhenIdle();
    } catch (error) {
      return failure(unusable(error));
    }
    return success(undefined);
  }

  /** Ends all work on clips; a submission under way is waited for. The ledger can still be read. */
  async stopWorking(): Promise<void> {
    this.#stopping.abort();
    await this.account.stop();
    this.balanceWatch.stop();
    await this.#queue.stop();
  }

  /** Undoes `start` in reverse: no timer, socket or child process is left, and the ledger is closed. */
  async stop(): Promise<void> {
    await this.stopWorking();
    await this.#storage.stop();
    await this.#here.stop();
    this.#opened.close();
  }

  /** The account of a token that is not in use yet: reading it is how a token is tried. */
  tryToken(token: string): Promise<Result<Profile>> {
    return this.#clientWith(() => token).profile(this.#stopping.signal);
  }

  /** Whether a token is set. */
  hasToken(): boolean {
    const token = this.#ports.token();
    return token !== null && token !== '';
  }

  /** Whether the service can be given links of files on this computer, as far as that can be said without trying. */
  get servesFiles(): boolean {
    const { host, storage, publicUrl } = this.settings;
    return host === 's3' ? storage !== null : publicUrl !== null || isOnThisComputer(this.apiUrl);
  }

  /** Whether the host can serve, and be reached from where it says it can. No clip moves by this. */
  async checkHost(): Promise<Result<void>> {
    const host = this.#hosting.current;
    const hosting = await host.start();
    if (!hosting.ok) return hosting;
    this.#keepPort();
    const checked = await host.check(this.#stopping.signal);
    await this.#hosting.restWhenIdle();
    return checked;
  }

  /** The port on which this computer serves files, which a tunnel has to lead to; null before it served any. */
  get servingPort(): number | null {
    return this.#here.port ?? this.ledger.settings.get('hosting.port', z.number()) ?? null;
  }
  #keepPort(): void {
    if (this.#here.port !== null) this.ledger.settings.set('hosting.port', this.#here.port);
  }

  /** Tries the storage that is set, step by step. No clip moves by this. */
  tryStorage(signal: AbortSignal): Promise<{ step: StorageStep; problem: Problem | null }[]> {
    return this.#storage.test(AbortSignal.any([signal, this.#stopping.signal]));
  }

  /** What lies at the storage, and which of it clips that are not over need. */
  async storedObjects(): Promise<Result<StoredView[]>> {
    const listed = await this.#storage.list(this.#stopping.signal);
    return listed.ok ? success(this.#hosting.withNeed(listed.value)) : listed;
  }

  /** Deletes what lies at the storage and no clip needs; gives back how many objects that were. */
  async purgeStorage(): Promise<Result<number>> {
    const listed = await this.storedObjects();
    if (!listed.ok) return listed;
    return this.#hosting.purge(listed.value);
  }

  /** The settings in force: what the person set, and above it what is for this run only. */
  get settings(): Settings {
    return { ...this.#settings, ...this.#ports.settings };
  }

  /** Keeps what a person set, and leaves the rest; it is in force at once. What is for this run only is not kept. */
  changeSettings(change: SettingsChange): void {
    const settings: Settings = { ...this.#settings, ...change };
    this.ledger.settings.set('settings', settings);
    this.#settings = settings;
    if (change.host !== undefined || change.storage !== undefined) this.#hosting.sweep();
    this.balanceWatch.look();
    this.#queue.wake();
  }

  get ledger(): Ledger {
    return this.#opened.ledger;
  }

  /** The one API address that it works for. */
  get apiUrl(): string {
    return this.#ports.apiUrl;
  }

  /** The path that a damaged ledger was set aside to, when that had to be done. */
  get setAside(): string | null {
    return this.#opened.setAside;
  }

  /**
   * Adds and starts a batch: a person's word that each of its clips may be submitted once. The account is read first,
   * for the batch's record; that it cannot be read does not stop anything. Gives back the batch's id, or
   * `ledger.unusable`: then nothing was started.
   */
  async startBatch(batch: NewBatch): Promise<Result<string>> {
    const profile = await this.client.profile(this.#stopping.signal);
    const { ledger } = this;
    const { random, clock, apiUrl } = this.#ports;
    return orUnusable(() =>
      ledger.together(() => {
        const id = addBatch(batch, { ledger, random, now: () => clock.now(), apiUrl });
        if (profile.ok) ledger.batches.keepProfiles(id, this.account.keep(profile.value).id, null);
        return success(id);
      }),
    );
  }

  /**
   * The clip that was already made, or is being made, of the same two unchanged inputs: starting it again would pay
   * twice for the same. Null when there is none.
   */
  async alreadyStarted(clip: NewClip): Promise<ClipView | null> {
    const { ledger } = this;
    const { media, apiUrl } = this.#ports;
    const job = await alreadyStarted(locationOf(clip.video), locationOf(clip.audio), { ledger, apiUrl, media });
    return job && clipView(job, this.holds.inForce(), ledger);
  }

  /** Pauses: nothing new is submitted; clips that are at the service are watched and fetched. */
  pause(): void {
    this.holds.begin('user', null);
  }

  /** Takes back `pause`, and nothing else: a batch that was paused by itself, and whatever else holds, stay held. */
  unpause(): void {
    this.holds.end('user', 'person');
    this.#queue.wake();
  }

  /** A person's word to go on: ends every hold, and what is still wrong brings its hold back. */
  resume(): void {
    for (const { kind, batchId } of this.holds.inForce()) this.holds.end(kind, 'person', batchId);
    this.#queue.wake();
  }

  /**
   * Sets the most credits that a batch may use; null for no cap. Its hold ends: a budget that is still too small brings
   * it back.
   */
  setBudget(batchId: string, budget: number | null): Result<void> {
    if (this.ledger.batches.get(batchId) === null) return failure(problem('request.no-batch', { id: batchId }));
    this.ledger.batches.setBudget(batchId, budget);
    this.holds.end('budget', 'person', batchId);
    this.#queue.wake();
    return success(undefined);
  }

  /** Look for work now: settings, or something outside, changed. */
  wake(): void {
    this.#queue.wake();
  }

  /** The computer slept: pauses of before are over. */
  afterSleep(): void {
    this.#queue.afterSleep();
  }

  /** Cancels a clip that nothing was sent for. */
  cancel(jobId: string): Result<void> {
    const job = this.ledger.jobs.get(jobId);
    if (job === null) return failure(problem('request.no-job', { id: jobId }));
    if (!isCancelable(job.state)) return failure(problem('request.not-cancelable'));
    this.ledger.jobs.move(jobId, job.state, 'canceled', { endedAt: this.#ports.clock.now() });
    return success(undefined);
  }

  /** A person's word to check clips again whose files were refused: they may have been mended. */
  recheck(): Promise<void> {
    const { media, apiUrl } = this.#ports;
    return recheckRefused({ ledger: this.ledger, apiUrl, media });
  }

  /** Checks the rejected clips of a selection again; gives back how many. */
  recheckClips(selection: Selection): Promise<number> {
    const { media, apiUrl } = this.#ports;
    return recheckClips(selection, { ledger: this.ledger, apiUrl, media });
  }

  /**
   * Looks for every clip in doubt in the service's list, in passes that are `gapMs` apart. Works without `start`, and
   * then submits nothing.
   */
  reconcile(gapMs: number): Promise<Result<void>> {
    return this.#queue.reconcile(gapMs);
  }

  /** What could be the remote job of a clip in doubt, as the service's list last showed it. */
  candidates(jobId: string): Candidate[] {
    const found = this.ledger.events.ofJob(jobId).findLast(({ body }) => body.kind === 'reconciled');
    return found?.body.kind === 'reconciled' ? found.body.candidates : [];
  }

  /** Carries out a person's decision on a clip in doubt; `by` says who. Works without `start`. */
  decide(jobId: string, decision: Decision, by: string): Promise<Result<void>> {
    return this.#queue.decide(jobId, decision, by);
  }

  /** Whether the file of a finished clip's result is not where it was put. */
  async isResultLost(jobId: string): Promise<boolean> {
    const job = this.ledger.jobs.get(jobId);
    if (job?.state !== 'done' || job.resultPath === null) return false;
    const found = await this.#ports.media.stat(job.resultPath);
    return !found.ok && found.problem.code === 'media.missing';
  }

  /** Downloads a result that a person lost once more, to where it was; nothing is charged. See `fetchAgain`. */
  fetchAgain(jobId: string): Promise<Result<void>> {
    return this.#queue.fetchAgain(jobId);
  }

  /** Resolves when nothing can move until a person, or a top-up, does something. */
  untilAtRest(): Promise<void> {
    return this.#queue.untilAtRest();
  }

  clips(batchId: string): ClipView[] {
    return clipViews(this.ledger, this.holds.inForce(), batchId);
  }
  clip(jobId: string): ClipView | null {
    const job = this.ledger.jobs.get(jobId);
    return job && clipView(job, this.holds.inForce(), this.ledger);
  }
  batches(): BatchView[] {
    return batchViews(this.ledger);
  }
  holdsInForce(): HoldView[] {
    return holdViews(this.holds.inForce());
  }

  onEvents(listener: (events: readonly LedgerEvent[]) => void): () => void {
    return this.ledger.onCommit(listener);
  }
  onProgress(listener: (progress: Progress) => void): () => void {
    this.#progressListeners.add(listener);
    return () => this.#progressListeners.delete(listener);
  }
}

/** Opens the ledger and puts the engine together. It does nothing before `start`. */
export function openEngine(ports: EnginePorts): Result<Engine> {
  const opened = openLedger({
    path: ports.ledgerPath,
    now: () => ports.clock.now(),
    worker: ports.worker,
    onFault: (error) => ports.onFault(error),
  });
  return opened.ok ? orUnusable(() => success(new Engine(ports, opened.value))) : opened;
}
