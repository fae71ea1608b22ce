import type { Clock, Host, HostableMedia, Signature, StorageHost, StoredObject } from '../../src/main/core/ports.ts';
import type { Problem } from '../../src/shared/problems.ts';
import { failure, success, type Result } from '../../src/shared/result.ts';
import { Peak } from './peak.ts';

/** A host that only says what it would serve. */
export class FakeHost implements Host {
  readonly kind: Host['kind'] = 'this-computer';
  readonly port = 4711;
  readonly place: string = '';
  readonly refusesRevoked: boolean = true;
  readonly putting = new Peak();
  /** What can be reached now: object ids. */
  readonly present = new Set<string>();
  /** The next puts fail with these. */
  readonly failures: Problem[] = [];
  isServing = false;
  /** How long each link was to live. */
  readonly lifetimes: number[] = [];
  /** What was broken off. */
  readonly abandoned: string[] = [];
  /** Why it cannot start now, or null. */
  broken: Problem | null = null;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(): Promise<Result<void>> {
    this.isServing = this.broken === null;
    return Promise.resolve(this.broken === null ? success(undefined) : failure(this.broken));
  }

  stop(): Promise<void> {
    this.isServing = false;
    this.present.clear();
    return Promise.resolve();
  }

  put(objectId: string, media: HostableMedia, progress: (bytes: number) => void): Promise<Result<void>> {
    return this.putting.during(async () => {
      await this.#clock.sleep(10);
      const fails = this.failures.shift();
      if (fails !== undefined) return failure(fails);
      progress(media.size);
      this.present.add(objectId);
      return success(undefined);
    });
  }

  sign(objectId: string, media: HostableMedia, { nonce, lifetimeMs }: Signature): Promise<Result<string>> {
    this.lifetimes.push(lifetimeMs);
    return Promise.resolve(success(`https://media.example/${objectId}${media.path}?nonce=${nonce}`));
  }

  contentName: (media: HostableMedia) => string | null = () => null;

  check(): Promise<Result<void>> {
    return this.start();
  }

  abandon(name: string): Promise<void> {
    this.abandoned.push(name);
    return Promise.resolve();
  }

  async remove(objectId: string): Promise<Result<void>> {
    await this.#clock.sleep(10);
    this.present.delete(objectId);
    return success(undefined);
  }
}

/** Storage in memory: objects are named by content, and only deleting one makes its URLs useless. */
export class FakeStorage extends FakeHost implements StorageHost {
  override readonly kind = 's3';
  override place = 'https://storage.example/bucket/';
  /** Hears of every link that is signed. */
  onSign = (): void => undefined;
  override readonly refusesRevoked = false;
  /** Why nothing can be deleted now, or null. */
  undeletable: Problem | null = null;
  /** The names that were put, each time. */
  readonly puts: string[] = [];

  override put(...args: Parameters<FakeHost['put']>): Promise<Result<void>> {
    this.puts.push(args[0]);
    return super.put(...args);
  }

  override sign(...args: Parameters<FakeHost['sign']>): ReturnType<FakeHost['sign']> {
    this.onSign();
    return super.sign(...args);
  }

  override contentName = ({ contentHash }: HostableMedia): string => `${contentHash}.mp4`;

  /** What is wrong with a storage shows only when it is used. */
  override start(): Promise<Result<void>> {
    return Promise.resolve(success(undefined));
  }

  override check(): Promise<Result<void>> {
    return super.start();
  }

  override stop(): Promise<void> {
    return Promise.resolve(); // what lies at a storage stays there
  }

  override remove(name: string): Promise<Result<void>> {
    return this.undeletable === null ? super.remove(name) : Promise.resolve(failure(this.undeletable));
  }

  test(): ReturnType<StorageHost['test']> {
    return Promise.resolve([{ step: 'write', problem: this.broken }]);
  }

  list(): Promise<Result<StoredObject[]>> {
    return Promise.resolve(success([...this.present].map((name) => ({ name, size: 1, atMs: 0, unfinished: false }))));
  }
}
