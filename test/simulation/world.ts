import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { FakeStorage } from '../fakes/fake-host.ts';
import { Engine } from '../../src/main/engine.ts';
import { openLedger, prepareLedger, type OpenLedger } from '../../src/main/ledger/open.ts';
import type { NewClip } from '../../src/main/core/new-batch.ts';
import { isTerminal, type Job } from '../../src/main/core/job.ts';
import { stops } from '../../src/main/core/holds.ts';
import { nonceOfUrl, readNonce } from '../../src/main/core/nonce.ts';
import type { Decision } from '../../src/shared/decision.ts';
import type { Candidate, LedgerEvent } from '../../src/shared/events.ts';
import type { Result } from '../../src/shared/result.ts';
import { createChance, type Chance } from './chance.ts';
import { SimulatedDisk, simulatedHost } from './computer.ts';
import { simulatedTransport, type Weather } from './network.ts';
import { SimulatedService, type ServiceTraits } from './service.ts';
import { ComputerClock, Life, Time } from './time.ts';

const createSchema = z.object({ videoUrl: z.string() });
const begin = Date.UTC(2026, 10, 22);
const apiUrl = 'https://service.example';
const hour = 3_600_000;
const stepsAtMost = 60_000;

/** Something that must never be was. The message says what; the seed and the step say when. */
export class Violation extends Error {}

export interface RunOptions {
  seed: number;
  /** Hears what happens, for a person who replays a seed. */
  trace?: (line: string) => void;
}

export interface RunReport {
  steps: number;
  creates: number;
  crashes: number;
  done: number;
  awaitingPerson: number;
  failed: number;
  /** How often each thing befell it. */
  seen: Record<string, number>;
}

/** Runs one whole story from its seed, checking the invariants after every step. Throws a Violation. */
export async function runSeed({ seed, trace = () => undefined }: RunOptions): Promise<RunReport> {
  const world = new World(seed, trace);
  try {
    return await world.run();
  } catch (error) {
    if (error instanceof Violation) throw new Violation(`seed ${seed}, step ${world.steps}: ${error.message}`);
    throw error;
  } finally {
    world.end();
  }
}

class World {
  steps = 0;
  readonly #trace: (line: string) => void;
  readonly #chance: Chance;
  readonly #time = new Time();
  readonly #clock: ComputerClock;
  readonly #service: SimulatedService;
  readonly #traits: ServiceTraits;
  readonly #disk: SimulatedDisk;
  readonly #objects = new Set<string>();
  readonly #weather: Weather;
  readonly #folder: string | null;
  readonly #terminal = new Map<string, string>();
  readonly #decidedByPerson = new Set<string>();
  readonly #report: RunReport = { steps: 0, creates: 0, crashes: 0, done: 0, awaitingPerson: 0, failed: 0, seen: {} };
  #memory: Database.Database | null = null;
  #opened: OpenLedger | null = null;
  #life = new Life();
  #engine: Engine | null = null;
  #token = 'token-1';
  #faultsAreOver = false;
  /** Only a service that tells the nonces, of a list that can be relied on, can tell that a ledger is old. */
  readonly #isRestoredLater: boolean;
  #wasRestored = false;
  /** The batch's budget, until a person takes it away. Every clip is billed 1 credit. */
  #budget: number | null;
  readonly #isPriceSet: boolean;
  /** A person may take over a job that is not the clip's: its own may have been billed all the same. */
  #wasAdopted = false;
  #violation: Violation | null = null;
  #hasChanged = false;
  /** When the last thing befalls it that is known by now. */
  #lastFateAt = 0;

  constructor(seed: number, trace: (line: string) => void) {
    this.#trace = trace;
    this.#chance = createChance(seed);
    const chance = this.#chance;
    this.#clock = new ComputerClock(this.#time, begin);
    this.#traits = {
      repeatsUrls: chance.of(['list-and-get', 'get', 'nowhere']),
      urls: chance.of(['whole', 'whole', 'whole', 'cut', 'copies']),
      order: chance.of(['newest', 'newest', 'newest', 'oldest', 'changed', 'none', 'ever-other']),
      listLagMs: chance.of([0, 0, 5_000, 90_000]),
      pagination: chance.of(['whole', 'whole', 'more', 'false-end', 'nothing']),
      pageCap: chance.of([50, 50, 20, 10]),
      honoursLimit: chance.happens(0.8),
      beyond: chance.of(['empty', 'empty', 'last', 'first', 'refused']),
      createdAt: chance.of(['utc', 'utc', 'seconds', 'none', { zoneHours: 8 }, { zoneHours: -11 }]),
      failProbability: chance.of([0, 0, 0.2]),
    };
    this.#weather = { createFault: chance.of([0, 0.2, 0.4, 0.8]), fault: chance.of([0, 0.05, 0.2, 0.4]) };
    this.#disk = new SimulatedDisk(this.#time, chance.fork());
    this.#service = new SimulatedService({
      time: this.#time,
      chance: chance.fork(),
      traits: this.#traits,
      now: () => this.#clock.trueNow(),
      credits: chance.of([1000, 1000, 3]),
      canRead: (url) => this.#canRead(url),
      onAccepted: () => (this.#hasChanged = true),
    });
    const past = chance.of([0, 0, 12, 70]);
    this.#service.addPast(past);
    // Most ledgers are in memory for speed; some are real files.
    this.#folder = seed % 25 === 0 ? mkdtempSync(join(tmpdir(), 'shoal-simulation-')) : null;
    this.#isRestoredLater =
      this.#traits.repeatsUrls !== 'nowhere' &&
      this.#traits.urls === 'whole' &&
      this.#traits.order !== 'ever-other' &&
      this.#traits.listLagMs === 0 &&
      this.#folder === null &&
      chance.happens(0.5);
    this.#budget = chance.of([null, null, 1, 2, 3]);
    this.#isPriceSet = chance.happens(0.7);
    trace(`budget ${this.#budget ?? 'none'}, price ${this.#isPriceSet ? 'set' : 'learned'}`);
    for (const [trait, value] of Object.entries(this.#traits))
      this.#count(`service ${trait}: ${JSON.stringify(value)}`);
    this.#count(`weather ${this.#weather.fault}`);
    trace(`traits ${JSON.stringify({ ...this.#traits, past, ...this.#weather, credits: this.#service.credits })}`);
  }

  async run(): Promise<RunReport> {
    this.#boot();
    const clips = this.#chance.between(1, 5);
    await this.#settle();
    const budget = this.#budget;
    void this.#engine?.startBatch({ name: 'Batch', resultsFolder: '/out', clips: this.#clips(clips), budget });
    this.#scheduleFate();

    await this.#runUntil(() => this.#time.monotonic() > this.#lastFateAt + hour / 2);
    this.#stopFaults();
    await this.#runUntil(() => this.#time.monotonic() > 9 * hour || this.#isQuiet());
    this.#checkEnd();
    return { ...this.#report, steps: this.steps };
  }

  end(): void {
    this.#life.isOver = true;
    this.#opened?.close();
    this.#memory?.close();
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
  }

  #clips(count: number): NewClip[] {
    return Array.from({ length: count }, (_, index) => ({
      name: `clip ${index}`,
      language: null,
      video: { kind: 'path', path: this.#chance.happens(0.05) ? `/in/broken ${index}.mp4` : `/in/video ${index}.mp4` },
      audio: { kind: 'path', path: '/in/audio.wav' },
    }));
  }

  /** Starts the program on the ledger as it is. */
  #boot(): void {
    const life = new Life();
    this.#life = life;
    const clock = this.#clock.of(life);
    const opened = this.#open();
    const chance = this.#chance.fork();
    const engine = new Engine(
      {
        ledgerPath: '',
        worker: 'simulation',
        apiUrl,
        token: () => this.#token,
        clock,
        random: { fraction: () => chance.fraction(), token: (bytes) => chance.hex(bytes) },
        transport: simulatedTransport({
          life,
          time: this.#time,
          chance: chance.fork(),
          service: this.#service,
          weather: this.#weather,
          asleepMs: () => this.#clock.asleepMs,
          onCreate: (_, body) => this.#onCreate(body),
          count: (what) => this.#count(what),
        }),
        media: this.#disk.media(life),
        disk: this.#disk.results(life),
        createHost: () => simulatedHost(this.#objects),
        createStorage: () => new FakeStorage(clock),
        cores: 2,
        settings: { concurrency: 2, ...(this.#isPriceSet && { price: { credits: 1, unit: 'clip' as const } }) },
        onFault: (error) => this.#onFault(error),
      },
      opened,
    );
    this.#opened = opened;
    this.#engine = engine;
    engine.onEvents((events) => {
      this.#hasChanged = true;
      for (const event of events) this.#hear(event);
    });
    void this.#start(engine, life);
  }

  #count(what: string): void {
    this.#report.seen[what] = (this.#report.seen[what] ?? 0) + 1;
  }

  #hear({ jobId, body }: LedgerEvent): void {
    this.#trace(`${this.steps} ${jobId ?? '-'} ${JSON.stringify(body)}`);
    if (body.kind === 'hold-began') this.#count(`hold: ${body.hold}`);
    if (body.kind === 'attempt-settled') this.#count(`attempt: ${body.outcome}`);
    if (body.kind === 'attempt-resolved') this.#count(`doubt: ${body.resolution}`);
    if (body.kind === 'ledger-older') this.#count('restored copy noticed');
    if (body.kind === 'clip' && body.to === 'unconfirmed' && body.problem !== null)
      this.#count(`told: ${body.problem.code}`);
    if (body.kind === 'reconciled' && jobId !== null) this.#checkFinding(jobId, body.candidates);
  }

  /** What a person is told of a clip in doubt: never that the list shows nothing, when it shows the clip's very job. */
  #checkFinding(jobId: string, candidates: readonly Candidate[]): void {
    const ledger = this.#engine?.ledger;
    const attempt = ledger?.attempts.ofJob(jobId).at(-1);
    const listed = this.#service.listedJob(attempt?.nonce ?? '');
    if (this.#wasRestored || listed === null || ledger?.jobs.byRemoteId(apiUrl, listed.id)) return;
    if (candidates.some(({ remoteId }) => remoteId === listed.id)) this.#count('its job is a candidate');
    else if (ledger?.jobs.get(jobId)?.problem?.code !== 'attempt.not-listed')
      this.#count('its job may be in what was not read');
    else this.#violation ??= new Violation(`${jobId} is told as not listed, and the service lists it as ${listed.id}`);
  }

  /** A program that cannot start, because the ledger's disk is full, is started again a little later. */
  async #start(engine: Engine, life: Life): Promise<void> {
    const started = await engine.start();
    if (started.ok) return;
    this.#trace(`${this.steps} it cannot start: ${JSON.stringify(started.problem)}`);
    this.#time.in(30_000, () => {
      if (!life.isOver) this.#crash();
    });
  }

  #open(): OpenLedger {
    if (this.#folder !== null) {
      const path = join(this.#folder, 'ledger.sqlite');
      const opened = must(openLedger({ path, now: () => this.#clock.now(), worker: 'simulation' }));
      // A second program that wants to work with the same ledger is turned away.
      const second = openLedger({ path, now: () => this.#clock.now(), worker: 'second' });
      if (second.ok || second.problem.code !== 'ledger.held') throw new Violation('two programs work with one ledger');
      this.#count('fate: a second program');
      return opened;
    }
    // A database in memory lives as long as its connection: it stands for the file that outlives a crash.
    this.#memory ??= new Database(':memory:');
    const ledger = prepareLedger(this.#memory, () => this.#clock.now());
    return { ledger, setAside: null, close: () => undefined };
  }

  #crash(): void {
    this.#trace(`${this.steps} crash`);
    this.#report.crashes += 1;
    this.#life.isOver = true;
    this.#objects.clear();
    this.#disk.crash();
    if (this.#folder !== null) this.#opened?.close();
    this.#boot();
  }

  /** Something that is still to come: the story is not over before. */
  #in(ms: number, run: () => void): void {
    this.#lastFateAt = Math.max(this.#lastFateAt, this.#time.monotonic() + ms);
    this.#time.in(ms, run);
  }

  /** What befalls the run: crashes, clocks, disks, money, tokens, sleeps, and a person who does things. */
  #scheduleFate(): void {
    const chance = this.#chance.fork();
    const atSomeTime = (probability: number, fate: string, what: () => void): void => {
      if (!chance.happens(probability)) return;
      this.#in(Math.floor(chance.fraction() ** 2 * 1.5 * hour), () => {
        if (this.#faultsAreOver) return;
        this.#count(`fate: ${fate}`);
        what();
      });
    };
    for (let crash = chance.between(0, 3); crash > 0; crash -= 1) atSomeTime(0.7, 'a crash', () => this.#crash());
    for (let crash = chance.between(0, 2); crash > 0; crash -= 1) {
      // Early ones, where the creates are.
      this.#time.in(chance.between(0, 5_000), () => {
        this.#count('fate: an early crash');
        this.#crash();
      });
    }
    atSomeTime(
      0.3,
      'the clock jumps by ten years',
      () => (this.#clock.offsetMs += chance.of([-1, 1]) * 10 * 365 * 24 * hour),
    );
    atSomeTime(0.3, 'a sleep of three days', () => this.#clock.sleepThrough(72 * hour));
    if (this.#isRestoredLater) this.#scheduleRestore(chance);
    atSomeTime(0.3, 'the disk is full', () => {
      this.#disk.isFull = true;
      this.#in(chance.between(1_000, hour), () => (this.#disk.isFull = false));
    });
    atSomeTime(0.3, 'the ledger’s disk is full', () => this.#ledgerIsFull(chance.between(1_000, 60_000)));
    atSomeTime(0.3, 'the token is replaced', () => {
      this.#service.tokens = new Set(['token-2']);
      this.#in(chance.between(1_000, hour / 2), () => this.#personReplacesToken());
    });
    atSomeTime(0.4, 'a top-up', () => (this.#service.credits += 1000));
    atSomeTime(0.3, 'a pause', () => this.#engine?.pause());
    for (let foreign = chance.between(0, 6); foreign > 0; foreign -= 1) {
      atSomeTime(0.8, 'a job of another ledger', () =>
        this.#service.addForeignJob(`https://elsewhere.example/v.mp4?nonce=s00000000-cother-${chance.hex(4)}`),
      );
    }
    // After a restore the ledger has forgotten what a person decided, so such runs are without decisions.
    if (!this.#isRestoredLater) {
      for (let round = 0; round < 6; round += 1) atSomeTime(0.6, 'a person acts', () => this.#personActs(chance));
    }
  }

  /** A copy of the ledger is made, and some time later put in its place. */
  #scheduleRestore(chance: Chance): void {
    let copy: Buffer | null = null;
    const copyAt = chance.between(0, 60_000);
    this.#time.in(copyAt, () => {
      copy = this.#memory?.serialize() ?? null;
    });
    this.#in(copyAt + chance.between(1_000, 120_000), () => {
      if (copy === null || this.#faultsAreOver) return;
      this.#count('fate: restored from an old copy');
      this.#trace(`${this.steps} the ledger is restored from an old copy`);
      this.#wasRestored = true;
      this.#terminal.clear();
      this.#life.isOver = true;
      this.#memory?.close();
      this.#memory = new Database(copy);
      this.#crash();
    });
  }

  /** A person decides, cancels, goes on. */
  #personActs(chance: Chance): void {
    const engine = this.#engine;
    if (engine === null) return;
    const jobs = this.#jobs();
    const inDoubt = jobs.filter(({ state }) => state === 'unconfirmed');
    for (const job of inDoubt) {
      if (chance.happens(0.5)) continue;
      const [candidate] = engine.candidates(job.id);
      const decision = chance.of<'adopt' | 'submit-again' | 'give-up'>(['adopt', 'submit-again', 'give-up']);
      this.#trace(`${this.steps} person decides ${job.id}: ${decision}`);
      this.#decidedByPerson.add(job.id);
      this.#wasAdopted ||= decision === 'adopt';
      const decide = (of: Decision): unknown =>
        engine.decide(job.id, of, 'person').catch((error: unknown) => this.#onFault(error));
      if (decision !== 'adopt') decide({ kind: decision });
      else if (candidate) decide({ kind: 'adopt', remoteId: candidate.remoteId });
    }
    if (chance.happens(0.1)) for (const job of jobs.slice(0, 1)) engine.cancel(job.id);
    if (chance.happens(0.5)) engine.resume();
  }

  #personReplacesToken(): void {
    this.#token = 'token-2';
    this.#engine?.resume();
  }

  /** The disk that the ledger is on takes nothing more for a while: real SQLITE_FULL, by SQLite itself. */
  #ledgerIsFull(ms: number): void {
    const database = this.#memory;
    if (database === null) return;
    this.#trace(`${this.steps} the ledger's disk is full`);
    database.pragma('max_page_count = 1');
    this.#in(ms, () => database.open && database.pragma('max_page_count = 1000000')); // a restore may have closed it
  }

  #stopFaults(): void {
    this.#trace(`${this.steps} faults are over`);
    this.#faultsAreOver = true;
    this.#weather.fault = 0;
    this.#weather.createFault = 0;
    this.#disk.isFull = false;
    this.#memory?.pragma('max_page_count = 1000000');
    this.#service.credits += 10_000;
    this.#service.tokens = new Set(['token-2']);
    this.#personReplacesToken();
    this.#budget = null;
    for (const { id } of this.#engine?.batches() ?? []) this.#engine?.setBudget(id, null);
  }

  async #runUntil(isOver: () => boolean): Promise<void> {
    await this.#settle();
    while (!isOver()) {
      if (this.steps > stepsAtMost) throw new Violation('it never comes to rest');
      this.steps += 1;
      if (!this.#time.step()) return;
      await this.#settle();
      // Every step that changed something, and now and then in case something changed that did not say so.
      if (this.#hasChanged || this.steps % 50 === 0) this.#check();
      this.#hasChanged = false;
    }
    this.#check();
  }

  /** Lets all that can go on without time passing go on. */
  async #settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  #jobs(): Job[] {
    const ledger = this.#engine?.ledger;
    return ledger?.batches.all().flatMap(({ id }) => ledger.jobs.ofBatch(id)) ?? [];
  }

  #canRead(url: string): boolean {
    const nonce = nonceOfUrl(url);
    return nonce !== null && this.#engine?.ledger.attempts.isRevoked(nonce) === false;
  }

  #onCreate(body: string): void {
    this.#report.creates += 1;
    this.#hasChanged = true;
    const held = this.#engine?.holdsInForce().find(({ kind }) => stops(kind, 'submit'));
    if (held !== undefined) this.#violation ??= new Violation(`a create was sent while ${held.kind} held`);
    const nonce = nonceOfUrl(createSchema.parse(JSON.parse(body)).videoUrl);
    const attempt = nonce === null ? null : this.#engine?.ledger.attempts.byNonce(nonce);
    if (attempt?.outcome !== null)
      this.#violation ??= new Violation(`a create was sent without an open attempt (${nonce})`);
  }

  #onFault(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    this.#trace(`${this.steps} fault ${code} ${String(error)}`);
    // A ledger whose disk is full refuses commits: that is expected. Anything else is a bug.
    if (!code.startsWith('SQLITE_FULL'))
      this.#violation ??= new Violation(`a bug: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
  }

  /** What must be true after every step. */
  #check(): void {
    if (this.#violation !== null) throw this.#violation;
    const jobs = this.#jobs();
    const accepted = new Map<string, number>();
    const perNonce = new Map<string, number>();
    for (const { nonce } of this.#service.acceptedNonces()) {
      const jobId = readNonce(nonce)?.jobId ?? '';
      accepted.set(jobId, (accepted.get(jobId) ?? 0) + 1);
      perNonce.set(nonce, (perNonce.get(nonce) ?? 0) + 1);
    }
    for (const [nonce, count] of perNonce) {
      if (count > 1 && !nonce.includes('-cother-')) throw new Violation(`nonce ${nonce} was accepted ${count} times`);
    }
    for (const job of jobs) {
      if ((accepted.get(job.id) ?? 0) > job.authorisations) {
        throw new Violation(
          `${job.id} was accepted ${accepted.get(job.id) ?? 0} times with ${job.authorisations} authorisation(s)`,
        );
      }
      const text = JSON.stringify(job);
      const before = this.#terminal.get(job.id);
      if (before !== undefined && before !== text) throw new Violation(`terminal ${before} became ${text}`);
      if (isTerminal(job.state)) this.#terminal.set(job.id, text);
    }
    this.#checkBudget();
    this.#checkAcceptedAreVisible(jobs);
  }

  /** What the service billed for the batch never passes its budget. */
  #checkBudget(): void {
    if (this.#budget === null || this.#wasRestored || this.#wasAdopted) return;
    const billed = this.#service.acceptedNonces().filter(({ nonce }) => !nonce.includes('-cother-')).length;
    if (billed > this.#budget) throw new Violation(`${billed} credits were billed with a budget of ${this.#budget}`);
  }

  /** Every accepted job of ours is known by its id, or its clip is visibly in doubt, or a person has decided about it. */
  #checkAcceptedAreVisible(jobs: readonly Job[]): void {
    const ledger = this.#engine?.ledger;
    if (ledger === undefined) return;
    for (const { id, nonce } of this.#service.acceptedNonces()) {
      const attempt = ledger.attempts.byNonce(nonce);
      if (attempt === null) {
        if (nonce.includes('-cother-') || this.#wasRestored) continue;
        throw new Violation(`the service accepted ${nonce}, which no attempt was written down for`);
      }
      const job = jobs.find((each) => each.id === attempt.jobId);
      const known = attempt.remoteId === id && job?.remoteId === id;
      const inFlight = attempt.outcome === null;
      const doubted = attempt.outcome === 'unknown' && (attempt.resolution !== null || job?.state === 'unconfirmed');
      const adoptedOther = attempt.resolution === 'adopted' && this.#decidedByPerson.has(attempt.jobId);
      if (!known && !inFlight && !doubted && !adoptedOther) {
        throw new Violation(
          `${id} was accepted for ${attempt.jobId}, but the attempt says ${attempt.outcome ?? 'open'}`,
        );
      }
    }
  }

  #isQuiet(): boolean {
    const settled = ['done', 'failed', 'canceled', 'rejected', 'unconfirmed'];
    return this.#jobs().every(({ state, problem }) =>
      state === 'unconfirmed' ? problem?.code !== 'attempt.unknown' : settled.includes(state),
    );
  }

  /** Once faults have ceased, every clip is done, failed, or awaits a person who is told so. */
  #checkEnd(): void {
    const holds = this.#engine?.holdsInForce().map(({ kind }) => kind) ?? [];
    for (const job of this.#jobs()) {
      if (job.state === 'done') this.#report.done += 1;
      else if (job.state === 'unconfirmed' && job.problem !== null) this.#report.awaitingPerson += 1;
      else if (job.state === 'accepted' && job.problem?.code === 'service.job-not-found')
        this.#report.awaitingPerson += 1;
      else if (isTerminal(job.state) || job.state === 'rejected') this.#report.failed += 1;
      else
        throw new Violation(
          `${job.id} is stuck: ${job.state}, ${JSON.stringify(job.problem)}, holds ${holds.join(' ')}`,
        );
    }
  }
}

function must<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}
