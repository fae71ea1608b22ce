import { describe, problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { HostKind, Settings } from '../../shared/settings.ts';
import type { Media } from '../core/media.ts';
import type { Clock, Host, HostableMedia, Random, Signature, StoredObject } from '../core/ports.ts';
import type { HostedObject } from '../ledger/hosted-objects.ts';
import type { Ledger } from '../ledger/ledger.ts';

const dayMs = 86_400_000;
const sweepEveryMs = 3_600_000;

export interface HostingOptions {
  ledger: Ledger;
  /** Every host; which of them is used for new files is a setting. */
  hosts: Readonly<Record<HostKind, Host>>;
  settings: () => Settings;
  clock: Clock;
  random: Random;
  onFault: (error: unknown) => void;
}

/** What lies at the storage, and whether a clip that is not over needs it. */
export interface StoredView extends StoredObject {
  needed: boolean;
}

/** A file as its host sees it; null for a URL of the person's own, which needs no host. */
export function hostable(media: Media): HostableMedia | null {
  const { id, kind, location, size, modifiedMs, contentHash } = media;
  if (kind === 'url' || size === null || modifiedMs === null || contentHash === null) return null;
  return { id, path: location, size, modifiedMs, contentHash };
}

/** What is reachable where: files are put once and shared, and taken away when nobody needs them. */
export class Hosting {
  readonly #options: HostingOptions;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: HostingOptions) {
    this.#options = options;
  }

  /** The host that new files go to. */
  get current(): Host {
    const { hosts, settings } = this.#options;
    return hosts[settings().host];
  }

  /** Makes a file reachable on the current host. */
  async put(media: HostableMedia, progress: (bytes: number) => void, signal: AbortSignal): Promise<Result<void>> {
    for (;;) {
      const host = this.current;
      // Before the start, so that a host that is idle does not stop in between.
      const object = this.#objectFor(media, host);
      const started = await host.start();
      if (!started.ok) return started;
      const put = await host.put(object.name, media, progress, signal);
      // One that was withdrawn meanwhile is put again, as another.
      if (put.ok || this.#options.ledger.hostedObjects.get(object.id)?.withdrawnAt === null) return put;
    }
  }

  /** The object that a file is reachable as on the current host; null when it is not (or no longer) there. */
  find(media: HostableMedia): HostedObject | null {
    return this.#find(media, this.current);
  }

  sign(object: HostedObject, media: HostableMedia, signature: Signature): Promise<Result<string>> {
    return this.current.sign(object.name, media, signature);
  }

  /** Whether an object is still there to be read: not withdrawn, and on the host and at the place that are set now. */
  isOffered({ id, host, place }: HostedObject): boolean {
    const now = this.#options.ledger.hostedObjects.get(id);
    return now?.withdrawnAt === null && host === this.current.kind && place === this.current.place;
  }

  /** Stops serving from this computer when nothing is to be served; the next file starts it again, on the same port. */
  async restWhenIdle(): Promise<void> {
    const { ledger, hosts } = this.#options;
    const here = hosts['this-computer'];
    if (ledger.hostedObjects.present(here.kind).length === 0) await here.stop();
  }

  /** Puts right what the last run left: what this computer served is served again, what nobody needs is taken away. */
  async recover(signal: AbortSignal): Promise<void> {
    const { ledger, hosts } = this.#options;
    const here = hosts['this-computer'];
    for (const object of ledger.hostedObjects.present(here.kind)) {
      const media = hostable(ledger.media.get(object.mediaId));
      if (media === null || !this.#isNeeded(object)) {
        await this.#remove(here, object);
        continue;
      }
      // A file that is gone or changed is not served; the job that is at the service may have read it long ago.
      const started = await here.start();
      if (started.ok) await here.put(object.name, media, () => undefined, signal);
    }
  }

  /** Looks from time to time whether something has stayed long enough. Resolves when `signal` aborts. */
  async sweepNowAndThen(signal: AbortSignal): Promise<void> {
    const { clock, onFault } = this.#options;
    while (!signal.aborted) {
      try {
        this.sweep();
      } catch (error) {
        onFault(error); // a ledger that cannot be written to now: the next time may find it better
      }
      await clock.sleep(sweepEveryMs, signal);
    }
  }

  /** Takes away what nobody needs and has stayed as long as it should. */
  sweep(): void {
    const { ledger, hosts } = this.#options;
    for (const host of Object.values(hosts)) {
      for (const object of ledger.hostedObjects.present(host.kind)) this.#consider(object);
    }
  }

  /** A clip is over: what no other needs is taken away now, or marked to be later. */
  release(jobId: string): void {
    const { ledger } = this.#options;
    const job = ledger.jobs.get(jobId);
    if (job === null) return;
    for (const id of new Set([job.videoId, job.audioId])) {
      const { contentHash } = ledger.media.get(id);
      for (const object of ledger.hostedObjects.ofMedia(id, contentHash)) this.#consider(object);
    }
  }

  /** Resolves when nothing is being taken away. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /**
   * Makes the URLs of a clip's attempt useless before it is submitted again. Where a host cannot refuse them by their
   * nonce, an object has to go: one is enough, since a job needs both. An object whose URL another clip was given stays
   * until that clip needs it no more; it is never given out again, so that only the end of its URLs is later. Fails with
   * `decision.not-withdrawn` when the host cannot be told now and the URLs still work.
   */
  async withdraw(jobId: string): Promise<Result<void>> {
    const { ledger, hosts, clock } = this.#options;
    const given = this.#given(jobId).filter(({ until }) => until > clock.now());
    if (given.length === 0) return success(undefined);
    const own = given.filter(({ id }) => ledger.hostedObjects.usedByOthers(id, jobId) === 0);
    const leaving = own.length > 0 ? own : given;
    // First of all: whatever happens now, no clip is given such a URL again.
    ledger.together(() => leaving.forEach(({ id }) => ledger.hostedObjects.markWithdrawn(id)));
    if (own.length === 0) return success(undefined);
    const removed = await Promise.all(own.map((object) => this.#remove(hostOf(hosts, object), object)));
    if (removed.some(({ ok }) => ok)) return success(undefined);
    const failed = removed.find((each) => !each.ok);
    const reason = failed?.ok === false ? describe(failed.problem).what.replace(/\.$/, '') : '';
    const until = new Date(Math.max(...own.map((object) => object.until))).toISOString();
    return failure(problem('decision.not-withdrawn', { reason, until: `${until.slice(0, 16).replace('T', ' ')} UTC` }));
  }

  /** A clip in doubt is given up: its URLs are to die as soon as that harms no other. */
  abandon(jobId: string): void {
    for (const { id } of this.#given(jobId)) this.#options.ledger.hostedObjects.markWithdrawn(id);
  }

  /** Tells of what lies at the storage whether it is needed. What the ledger does not know is not. */
  withNeed(stored: readonly StoredObject[]): StoredView[] {
    const { ledger, hosts } = this.#options;
    const needed = new Set(
      ledger.hostedObjects
        .present('s3')
        .filter((object) => object.place === hosts.s3.place && this.#isNeeded(object))
        .map(({ name }) => name),
    );
    return stored.map((object) => ({ ...object, needed: needed.has(object.name) }));
  }

  /** Deletes those that are not needed; gives back how many. Fails with what was wrong with the first that would not go. */
  async purge(stored: readonly StoredView[]): Promise<Result<number>> {
    const { ledger, hosts } = this.#options;
    const names = new Set(stored.filter(({ needed }) => !needed).map(({ name }) => name));
    const known = new Map(
      ledger.hostedObjects
        .present('s3')
        .filter(({ place }) => place === hosts.s3.place)
        .map((object) => [object.name, object]),
    );
    let gone = 0;
    for (const name of names) {
      const object = known.get(name);
      // It may have come to be needed since it was listed.
      if (object !== undefined && this.#isNeeded(object)) continue;
      const removed = object === undefined ? await hosts.s3.remove(name) : await this.#remove(hosts.s3, object);
      if (!removed.ok) return removed;
      gone += 1;
    }
    return success(gone);
  }

  /** The objects whose URLs were given out for a clip and can only die with the object. */
  #given(jobId: string): (HostedObject & { until: number })[] {
    const { ledger, hosts } = this.#options;
    return ledger.hostedObjects.ofJob(jobId).filter((object) => !hostOf(hosts, object).refusesRevoked);
  }

  #find(media: HostableMedia, host: Host): HostedObject | null {
    const { hostedObjects } = this.#options.ledger;
    const content = host.contentName(media);
    return content === null
      ? hostedObjects.ofFile(media.id, host.kind)
      : hostedObjects.ofContent(host.kind, host.place, content);
  }

  #objectFor(media: HostableMedia, host: Host): HostedObject {
    const { ledger, random } = this.#options;
    const found = this.#find(media, host);
    if (found !== null) {
      if (found.unneededAt !== null) ledger.hostedObjects.setUnneeded(found.id, null);
      return found;
    }
    const id = random.token(16);
    const content = host.contentName(media);
    // A name whose URLs were to die must not come to life again.
    const isFresh = content === null || !ledger.hostedObjects.wasWithdrawn(content);
    const name = content === null ? id : isFresh ? content : `${id}-${content}`;
    const { id: mediaId, contentHash, size } = media;
    ledger.hostedObjects.add({
      id,
      mediaId,
      host: host.kind,
      place: host.place,
      name,
      content,
      contentHash: content === null ? null : contentHash,
      size,
    });
    const added = ledger.hostedObjects.get(id);
    if (added === null) throw new Error('a hosted object was not kept');
    return added;
  }

  /** Whether a clip that is not over needs the object. */
  #isNeeded({ id, mediaId, contentHash, withdrawnAt }: HostedObject): boolean {
    const { ledger } = this.#options;
    if (withdrawnAt !== null) return ledger.hostedObjects.usedByOthers(id, '') > 0;
    return contentHash === null
      ? ledger.jobs.openWithMedia(mediaId) > 0
      : ledger.hostedObjects.openWithContent(contentHash) > 0;
  }

  #consider(object: HostedObject): void {
    const { ledger, hosts, settings, clock } = this.#options;
    const host = hostOf(hosts, object);
    if (object.place !== host.place || this.#isNeeded(object)) return;
    if (object.content !== null && object.withdrawnAt === null) {
      const since = object.unneededAt ?? clock.now();
      if (object.unneededAt === null) ledger.hostedObjects.setUnneeded(object.id, since);
      const days = settings().storage?.keepDays ?? null;
      if (days === null || since + days * dayMs > clock.now()) {
        // What is whole is kept; half an object is of no use to anybody.
        if (object.unneededAt === null) this.#during(host.abandon(object.name));
        return;
      }
    }
    this.#during(this.#remove(host, object));
  }

  #during(work: Promise<unknown>): void {
    const done = work.then(() => undefined, this.#options.onFault).finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  /** What cannot be removed now stays in the ledger, and is tried again. */
  async #remove(host: Host, object: HostedObject): Promise<Result<void>> {
    if (object.place !== host.place) return failure(problem('host.elsewhere', { place: object.place }));
    // In the same turn as it was found not to be needed: what is put from now on comes after it.
    const removed = await host.remove(object.name);
    if (removed.ok) this.#options.ledger.hostedObjects.markRemoved(object.id);
    if (host.kind === 'this-computer') await this.restWhenIdle();
    return removed;
  }
}

function hostOf(hosts: Readonly<Record<HostKind, Host>>, { host }: HostedObject): Host {
  return host === 's3' ? hosts.s3 : hosts['this-computer'];
}
