import { checkMedia } from '../../core/check-media.ts';
import type { IntakeFileRecord } from '../../ledger/intake.ts';
import type { IntakeOptions } from './options.ts';

type ProbingOptions = Pick<
  IntakeOptions,
  'ledger' | 'apiUrl' | 'clock' | 'media' | 'settings' | 'probesAtOnce' | 'onFault'
>;

const faultWaitMs = 5_000;

/** Looks into the files of the intake in the background, a few at a time. */
export class Probing {
  readonly #options: ProbingOptions;
  readonly #onProbed: () => void;
  readonly #stopping = new AbortController();
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(options: ProbingOptions, onProbed: () => void) {
    this.#options = options;
    this.#onProbed = onProbed;
  }

  /** Looks into as many files as may be at once; each that ends makes room for the next. */
  goOn(): void {
    const { ledger, probesAtOnce } = this.#options;
    if (this.#stopping.signal.aborted) return;
    for (const file of ledger.intake.toProbe(probesAtOnce + this.#underWay.size)) {
      if (this.#underWay.size >= probesAtOnce) return;
      if (this.#underWay.has(file.id)) continue;
      this.#underWay.set(file.id, this.#probeThenGoOn(file));
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#underWay.values());
  }

  /** A ledger that cannot be written to now leaves the file as it is; it is looked into again, after a pause. */
  async #probeThenGoOn(file: IntakeFileRecord): Promise<void> {
    const { clock, onFault } = this.#options;
    try {
      await this.#probe(file);
    } catch (error) {
      onFault(error);
      await clock.sleep(faultWaitMs, this.#stopping.signal);
    }
    this.#underWay.delete(file.id);
    try {
      this.goOn();
    } catch (error) {
      onFault(error);
    }
  }

  async #probe({ id, mediaId, location, name, kind }: IntakeFileRecord): Promise<void> {
    const { ledger, apiUrl, media, settings } = this.#options;
    const { signal } = this.#stopping;
    const identity = await media.stat(location);
    const probed = identity.ok ? await media.probe(location, signal) : identity;
    if (signal.aborted) return;
    const refused = probed.ok ? checkMedia(kind, name, probed.value, settings().limits) : probed.problem;
    ledger.together(() => {
      const { intake } = ledger;
      if (identity.ok && probed.ok) ledger.media.keepProbe(mediaId, identity.value, probed.value);
      intake.keepProbe(id, probed.ok ? probed.value.durationSeconds : null, refused);
      for (const clip of intake.clipsOf(id)) {
        const [video, audio] = [intake.fileRow(clip.videoId), intake.fileRow(clip.audioId)];
        if (video && audio) intake.setAlready(clip.id, intake.findAlready(apiUrl, video.mediaId, audio.mediaId));
      }
    });
    this.#onProbed();
  }
}
