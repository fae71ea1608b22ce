import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewBatch, NewClip } from '../../src/main/core/new-batch.ts';
import { openEngine, type Engine } from '../../src/main/engine.ts';
import type { Settings } from '../../src/shared/settings.ts';
import { FakeHost, FakeStorage } from './fake-host.ts';
import { FakeService } from './fake-service.ts';
import { FakeDisk, FakeMediaReader, film, MemoryFiles } from './memory-files.ts';
import { seededRandom } from './random.ts';
import { VirtualClock } from './virtual-clock.ts';

/** The real engine and a real ledger on disk in a world of fakes: time, the service, the disk and the host. */
export class World {
  readonly clock = new VirtualClock();
  readonly service = new FakeService(this.clock);
  readonly files = new MemoryFiles();
  readonly media = new FakeMediaReader(this.files, this.clock);
  readonly disk = new FakeDisk(this.files);
  readonly host = new FakeHost(this.clock);
  readonly storage = new FakeStorage(this.clock);
  /** What the engine reported as a bug, or as a ledger that cannot be written to. */
  readonly faults: unknown[] = [];
  token: string | null = 'secret';
  /** The service that the next engine works for. */
  apiUrl = 'https://service.example';
  settings: Partial<Settings>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'shoal-queue-'));
  readonly #random = seededRandom();
  readonly #running = new Set<Engine>();
  #lives = 1;

  constructor(settings: Partial<Settings> = {}) {
    this.settings = settings;
  }

  get ledgerPath(): string {
    return join(this.#folder, `ledger-${this.#lives}.sqlite`);
  }

  /** A new engine on the ledger, not yet started. */
  open(): Engine {
    const opened = openEngine({
      ledgerPath: this.ledgerPath,
      worker: 'test',
      apiUrl: this.apiUrl,
      token: () => this.token,
      clock: this.clock,
      random: this.#random,
      transport: this.service,
      media: this.media,
      disk: this.disk,
      createHost: () => this.host,
      createStorage: () => this.storage,
      cores: 2,
      settings: this.settings,
      onFault: (error) => this.faults.push(error),
    });
    if (!opened.ok) throw new Error(opened.problem.code);
    this.#running.add(opened.value);
    return opened.value;
  }

  /** A new engine that works. */
  async start(): Promise<Engine> {
    const engine = this.open();
    const started = await this.clock.untilResolved(engine.start());
    if (!started.ok) throw new Error(started.problem.code);
    return engine;
  }

  async stop(engine: Engine): Promise<void> {
    this.#running.delete(engine);
    await this.clock.untilResolved(engine.stop());
  }

  /** The plug is pulled: nothing of the running engine goes on, and the next one finds what was on disk. */
  crash(engine: Engine): void {
    this.#running.delete(engine);
    this.clock.forgetSleepers();
    const before = this.ledgerPath;
    this.#lives += 1;
    for (const suffix of ['', '-wal']) {
      if (existsSync(before + suffix)) copyFileSync(before + suffix, this.ledgerPath + suffix);
    }
  }

  /** Copies the ledger as it is; what is given back puts the copy in its place, as a person restores a backup. */
  copy(): (running: Engine) => void {
    const path = join(this.#folder, `copy-${this.#lives}.sqlite`);
    for (const suffix of ['', '-wal'])
      if (existsSync(this.ledgerPath + suffix)) copyFileSync(this.ledgerPath + suffix, path + suffix);
    return (running) => {
      this.crash(running);
      for (const suffix of ['', '-wal'])
        if (existsSync(path + suffix)) copyFileSync(path + suffix, this.ledgerPath + suffix);
    };
  }

  /** A clip of two films of 10 s that exist from now on. */
  clip(name: string): NewClip {
    this.files.write(`/media/${name}.mp4`, film());
    this.files.write(`/media/${name}.wav`, film({ video: null }));
    return {
      name,
      language: null,
      video: { kind: 'path', path: `/media/${name}.mp4` },
      audio: { kind: 'path', path: `/media/${name}.wav` },
    };
  }

  /** Starts a batch; gives back its id. */
  async startBatch(engine: Engine, batch: NewBatch): Promise<string> {
    const started = await this.clock.untilResolved(engine.startBatch(batch));
    if (!started.ok) throw new Error(started.problem.code);
    return started.value;
  }

  /** Starts a batch of clips; gives back their ids, in order. */
  async batch(engine: Engine, names: readonly string[], name = 'batch'): Promise<string[]> {
    const clips = names.map((clip) => this.clip(clip));
    const batch = { name, resultsFolder: '/results', clips, budget: null };
    const id = await this.startBatch(engine, batch);
    return engine.clips(id).map((clip) => clip.id);
  }

  /** Lets time pass until nothing can move by itself. */
  untilAtRest(engine: Engine): Promise<void> {
    return this.clock.untilResolved(engine.untilAtRest());
  }

  async end(): Promise<void> {
    for (const engine of this.#running) await this.stop(engine);
    rmSync(this.#folder, { recursive: true });
  }
}
