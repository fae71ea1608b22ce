import { mkdir, stat } from 'node:fs/promises';
import type { AppView } from '../../shared/contract/app.ts';
import type { BatchRow } from '../../shared/contract/batch.ts';
import type { Change } from '../../shared/contract/changes.ts';
import type { Estimate } from '../../shared/contract/common.ts';
import { filterOf, type ClipRow } from '../../shared/contract/clip.ts';
import type { LedgerEvent } from '../../shared/events.ts';
import { preferencesSchema, type Preferences, type PreferencesChange } from '../../shared/preferences.ts';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { Settings, SettingsChange } from '../../shared/settings.ts';
import type { Storage } from '../../shared/storage.ts';
import { Account } from './account.ts';
import { HostingSetup } from './hosting-setup.ts';
import type { Batch } from '../core/batch.ts';
import { errorCode } from '../core/local-file.ts';
import type { Clock, FileManager, MediaReader, Random } from '../core/ports.ts';
import type { Engine } from '../engine.ts';
import { Feed } from '../feed/feed.ts';
import { Figures } from '../feed/figures.ts';
import { batchRow, clipRow, type LiveProgress } from '../feed/rows.ts';
import { Uploads } from '../intake/uploads.ts';
import { Intake } from './intake/intake.ts';
import type { ClipRecord } from '../ledger/queue-pages.ts';
import type { Log } from '../logs/log.ts';
import type { Secret } from '../secrets/secrets.ts';
import { supportBundle } from './support-bundle.ts';
import { addBatchOf, type AddContext } from '../queue/add-batch.ts';

export interface WorkspaceOptions {
  engine: Engine;
  clock: Clock;
  random: Random;
  media: MediaReader;
  version: string;
  practice: boolean;
  /** Where results go when nothing else is set. */
  resultsFolder: string;
  /** The folder for files that windows send: of this workspace alone. */
  uploadsFolder: string;
  cores: number;
  /** Null where there is no display. */
  fileManager: FileManager | null;
  /** The token of the API address; null for the practice service, which needs none. */
  token: Secret | null;
  /** The secret of a storage's key; null where there is none to be had. */
  storageSecret: ((storage: Storage) => Secret) | null;
  log: Log | null;
  onFault: (error: unknown) => void;
}

/** All that windows see and do, over one running engine: what the contract's procedures call. */
export class Workspace {
  readonly engine: Engine;
  readonly account: Account;
  readonly hosting: HostingSetup;
  readonly intake: Intake;
  readonly uploads: Uploads;
  readonly feed: Feed;
  readonly figures: Figures;
  /** What adding and changing clips works with. */
  readonly adding: AddContext;
  /** Null where there is no display. */
  readonly fileManager: FileManager | null;
  readonly #options: WorkspaceOptions;
  readonly #live = new Map<string, LiveProgress>();
  readonly #stopping = new AbortController();
  #unsubscribe: (() => void)[] = [];
  #lastApp = '';

  constructor(options: WorkspaceOptions) {
    this.#options = options;
    const { engine, clock, random, media, cores, token, onFault } = options;
    const { ledger, apiUrl } = engine;
    const settings = (): Settings => engine.settings;
    const now = (): number => clock.now();
    this.engine = engine;
    this.fileManager = options.fileManager;
    this.adding = { ledger, random, now, apiUrl };
    this.feed = new Feed(clock, random.token(6), (changed) => this.#readChange(changed), onFault);
    this.figures = new Figures({
      ledger,
      apiUrl,
      prices: engine.prices,
      forecasts: engine.forecasts,
      now,
      concurrency: () => settings().concurrency,
      isPaused: (batchId) => this.#pausedAt(batchId) !== null,
      isHeld: (batchId) => engine.holds.inForce().some((each) => each.kind === 'budget' && each.batchId === batchId),
    });
    this.account = new Account({ engine, clock, token, onChange: () => this.feed.touch({ kind: 'app' }) });
    this.hosting = new HostingSetup({
      engine,
      storageSecret: options.practice ? null : options.storageSecret,
      onChange: () => this.feed.touch({ kind: 'app' }),
    });
    this.intake = new Intake({
      ledger,
      apiUrl,
      clock,
      random,
      media,
      settings,
      price: () => this.figures.price(),
      left: () => this.#leftForMore(),
      resultsFolder: () => this.preferences().resultsFolder ?? options.resultsFolder,
      probesAtOnce: cores,
      onChange: () => this.feed.touch({ kind: 'intake' }),
      onRelease: () => this.uploads.sweepSoon(),
      onFault,
    });
    this.uploads = new Uploads({
      folder: options.uploadsFolder,
      clock,
      random,
      addDrop: (files) => this.intake.addDrop(files),
      inUse: () => ledger.media.inUse(),
      onFault,
    });
  }

  start(): void {
    const { engine } = this;
    this.uploads.sweepSoon();
    this.#unsubscribe = [
      engine.onEvents((events) => events.forEach((event) => this.#hear(event))),
      engine.onProgress(({ jobId, step, fraction }) => {
        const before = this.#live.get(jobId);
        // Progress never goes backwards within a step.
        const reached = before?.step === step ? Math.max(before.fraction, fraction) : fraction;
        this.#live.set(jobId, { step, fraction: reached });
        this.feed.touch({ kind: 'clip', id: jobId });
      }),
    ];
    this.intake.start();
    this.hosting.start();
    this.account.start();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const end of this.#unsubscribe) end();
    await this.account.stop();
    this.hosting.stop();
    await this.uploads.stop();
    await this.intake.stop();
    await this.feed.stop();
  }

  /** Aborted once the workspace has been stopped. */
  get ended(): AbortSignal {
    return this.#stopping.signal;
  }

  app(): AppView {
    const { engine } = this;
    return {
      version: this.#options.version,
      practice: this.#options.practice,
      apiHost: new URL(engine.apiUrl).host,
      account: this.account.view(),
      hosting: this.hosting.view(),
      holds: engine.holdsInForce().map(({ stops, ...hold }) => ({ ...hold, stops: [...stops] })),
      header: this.figures.header(),
      settings: engine.settings,
      preferences: this.preferences(),
      canOpenFolders: this.fileManager !== null,
      ledgerSetAside: engine.setAside !== null,
    };
  }

  /** What somebody who helps needs to know; empty where there is no log. */
  supportBundle(): string {
    const { version, practice, log, clock } = this.#options;
    const { ledger, apiUrl } = this.engine;
    const { token } = this.account.view();
    return log === null ? '' : supportBundle({ version, apiUrl, practice, token, ledger, log, now: clock.now() });
  }

  clipRow(clip: ClipRecord): ClipRow {
    return clipRow(clip, this.#live.get(clip.id));
  }

  batchRow(batch: Batch): BatchRow {
    return batchRow(batch, this.engine.ledger, this.figures, this.#pausedAt(batch.id));
  }

  preferences(): Preferences {
    const kept = this.engine.ledger.settings.get('preferences', preferencesSchema) ?? preferencesSchema.parse({});
    return { ...kept, resultsFolder: kept.resultsFolder ?? this.#options.resultsFolder };
  }

  /** Sets what is given and leaves the rest. Values come checked. */
  set({ settings, preferences }: { settings?: SettingsChange; preferences?: PreferencesChange }): void {
    const { ledger } = this.engine;
    if (settings !== undefined) this.engine.changeSettings(settings);
    if (preferences !== undefined) ledger.settings.set('preferences', { ...this.preferences(), ...preferences });
    this.feed.touch({ kind: 'intake' });
    this.feed.touch({ kind: 'app' });
  }

  /** Takes the batches that have ended out of the queue. */
  clearEnded(): void {
    const { engine, feed, uploads } = this;
    engine.ledger.batches.clearEnded(engine.apiUrl);
    feed.touch({ kind: 'order' });
    uploads.sweepSoon();
  }

  /**
   * Starts clips of the intake (null for all that can be) as a batch: a person's word that each may be submitted once.
   * They leave the intake in the same commit, so that no crash and no second window can start them twice. `agreed`: how
   * many the person was asked about; what another window or a drop added since then is not started unasked.
   */
  async startIntake(
    clipIds: readonly string[] | 'as-many-as-fit' | null,
    agreed: number,
  ): Promise<Result<{ batchId: string; clips: number }>> {
    const { engine, intake, adding } = this;
    const { batchName, resultsFolder, budget } = intake.about();
    const folder = resultsFolder ?? this.preferences().resultsFolder ?? this.#options.resultsFolder;
    try {
      await mkdir(folder, { recursive: true });
      if (!(await stat(folder)).isDirectory())
        return failure(problem('disk.unwritable', { folder, reason: 'ENOTDIR' }));
    } catch (error) {
      const reason = errorCode(error);
      if (reason === null) throw error;
      return failure(problem('disk.unwritable', { folder, reason }));
    }
    const profile = await engine.client.profile(this.#stopping.signal);
    const { ledger } = engine;
    return ledger.together(() => {
      const kept = profile.ok ? engine.account.keep(profile.value).id : null;
      const chosen = intake.startable(clipIds === 'as-many-as-fit' ? intake.fittingIds() : clipIds);
      if (chosen.length === 0) return failure(problem('request.nothing-to-start'));
      if (chosen.length > agreed) return failure(problem('request.more-than-agreed', { clips: chosen.length, agreed }));
      const isLocal = (id: string): boolean => ledger.media.get(id).kind === 'file';
      if (!engine.servesFiles && chosen.some(({ clip }) => isLocal(clip.videoId) || isLocal(clip.audioId)))
        return failure(problem(engine.settings.host === 's3' ? 'host.not-set' : 'host.not-public'));
      const clips = chosen.map(({ clip }) => clip);
      const name = batchName === '' ? new Date(adding.now()).toISOString().slice(0, 10) : batchName;
      const batchId = addBatchOf({ name, resultsFolder: folder, budget }, clips, adding);
      ledger.batches.keepProfiles(batchId, kept, null);
      intake.leave(chosen.map(({ intakeId }) => intakeId));
      return success({ batchId, clips: clips.length });
    });
  }

  /** What the balance has left beyond what already waits in the queue; null while that is unknown. */
  #leftForMore(): Estimate | null {
    const { needs, available } = this.figures.header();
    if (available === null || needs.unmeasured > 0) return null;
    if (needs.clips === 0) return { low: available, likely: available, high: available };
    if (needs.credits === null) return null;
    const { low, likely, high } = needs.credits;
    return { low: available - high, likely: available - likely, high: available - low };
  }

  #pausedAt(batchId: string): number | null {
    const hold = this.engine.holds.inForce().find((each) => each.kind === 'user' && each.batchId === batchId);
    return hold?.since ?? null;
  }

  #hear({ batchId, jobId, body }: LedgerEvent): void {
    const { feed } = this;
    if (batchId !== null) feed.touch({ kind: 'batch', id: batchId });
    feed.touch({ kind: 'app' });
    if (body.kind === 'batch-created' || body.kind === 'batch-ended') feed.touch({ kind: 'order' });
    // What the intake would cost, and how much of it fits, follows from the price and the balance.
    if (body.kind === 'profile' || (body.kind === 'clip' && body.to === 'fetching')) feed.touch({ kind: 'intake' });
    if (jobId === null) return;
    const isMove = body.kind === 'clip' && body.from !== body.to;
    if (isMove) this.#live.delete(jobId);
    if (isMove && body.to === 'done') {
      this.figures.forget();
      // What a start of the intake would cost is learned from it.
      feed.touch({ kind: 'intake' });
    }
    const reordered = isMove && (body.from === null || filterOf(body.from) !== filterOf(body.to));
    feed.touch({ kind: 'clip', id: jobId, reordered });
  }

  #readChange(changed: Parameters<ConstructorParameters<typeof Feed>[2]>[0]): Change {
    const { ledger } = this.engine;
    const clips = [...changed.clips].flatMap((id) => ledger.pages.row(id) ?? []);
    // A clip that is retried shows its retry.
    const retried = clips.flatMap(({ retryOf }) =>
      retryOf === null || changed.clips.has(retryOf) ? [] : (ledger.pages.row(retryOf) ?? []),
    );
    const app = changed.app ? this.app() : null;
    const text = app === null ? this.#lastApp : JSON.stringify(app);
    const appChanged = text !== this.#lastApp;
    this.#lastApp = text;
    return {
      kind: 'changes',
      rows: [...clips, ...retried].map((clip) => this.clipRow(clip)),
      reordered: changed.reordered,
      batches: [...changed.batches].flatMap((id) => {
        const batch = ledger.batches.get(id);
        return batch === null ? [] : [this.batchRow(batch)];
      }),
      ...(app !== null && appChanged && { app }),
      ...(changed.intake && { intake: this.intake.view() }),
    };
  }
}
