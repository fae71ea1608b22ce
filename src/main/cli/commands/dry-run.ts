import { availableParallelism } from 'node:os';
import Table from 'cli-table3';
import { describe } from '../../../shared/problems.ts';
import type { MediaInfo } from '../../../shared/media.ts';
import type { Result } from '../../../shared/result.ts';
import { settingsSchema } from '../../../shared/settings.ts';
import { checkMedia } from '../../core/check-media.ts';
import { locationOf, type NewClip, type Source } from '../../core/new-batch.ts';
import { describeUnpaired } from '../../core/pairing.ts';
import { billableSeconds, learnedRate } from '../../core/pricing.ts';
import type { Intake } from '../../intake/read-intake.ts';
import { openLedger } from '../../ledger/open.ts';
import { createMediaReader } from '../../media/media-reader.ts';
import { basename } from 'node:path';
import { ledgerPath } from '../../session/data-folder.ts';
import type { SessionOptions } from '../../session/session.ts';
import { exitCodes } from '../exit-codes.ts';
import { frame } from '../output/result-table.ts';
import { creditsInWords, cutInMiddle, durationInWords, nameInWords } from '../../../shared/words.ts';

interface Estimate {
  clip: NewClip;
  video: MediaInfo | null;
  audio: MediaInfo | null;
  /** Why it cannot be submitted, or null. */
  refusal: string | null;
  /** Null when a duration is unknown. */
  seconds: number | null;
  /** Null when the price is. */
  credits: number | null;
}

/** `shoal run --dry-run`: checks and pairs, and says what it would cost. Nothing is sent, the ledger is only read. */
export async function dryRun(intake: Intake, options: SessionOptions & { json?: true }): Promise<number> {
  const rate = rateLearnedSoFar(options);
  const estimates = await estimateAll(intake.clips, rate, options);
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  if (options.json) {
    for (const { clip, refusal, seconds, credits } of estimates) {
      write(JSON.stringify({ kind: 'estimate', name: clip.name, language: clip.language, refusal, seconds, credits }));
    }
    for (const { name, reason } of intake.unpaired)
      write(JSON.stringify({ kind: 'unpaired', name, reason: reason.code }));
  } else {
    write(estimateTable(estimates));
    for (const { name, reason } of intake.unpaired) write(`${name} is in no clip: ${describeUnpaired(reason)}`);
    write(totalLine(estimates, rate));
  }
  return estimates.some(({ refusal }) => refusal !== null) ? exitCodes.someFailed : exitCodes.allDone;
}

/** Credits a second as the ledger has learned them; null before the first finished clip. */
function rateLearnedSoFar({ dataDir, practice, apiUrl }: SessionOptions): number | null {
  const opened = openLedger({ path: ledgerPath(dataDir, practice ?? false), now: Date.now, worker: null });
  if (!opened.ok) return null;
  const { ledger, close } = opened.value;
  const addresses = practice ? new Set(ledger.batches.all().map((batch) => batch.apiUrl)) : [apiUrl];
  const rate = learnedRate([...addresses].flatMap((address) => ledger.jobs.recentlyDone(address, 50)));
  close();
  return rate;
}

async function estimateAll(
  clips: readonly NewClip[],
  rate: number | null,
  options: SessionOptions,
): Promise<Estimate[]> {
  const reader = createMediaReader(options.ffprobe === undefined ? {} : { ffprobePath: options.ffprobe });
  const { limits } = settingsSchema.parse({});
  const { signal } = new AbortController();
  const probes = new Map<string, Promise<Result<MediaInfo>>>();
  const probe = async (
    role: 'video' | 'audio',
    source: Source,
  ): Promise<{ info: MediaInfo | null; refusal: string | null }> => {
    if (source.kind === 'url') return { info: null, refusal: null };
    const probing = probes.get(source.path) ?? reader.probe(source.path, signal);
    probes.set(source.path, probing);
    const probed = await probing;
    if (!probed.ok) return { info: null, refusal: describe(probed.problem).what };
    const refused = checkMedia(role, basename(locationOf(source)), probed.value, limits);
    return { info: probed.value, refusal: refused && describe(refused).what };
  };
  const estimate = async (clip: NewClip): Promise<Estimate> => {
    const video = await probe('video', clip.video);
    const audio = await probe('audio', clip.audio);
    const seconds = billableSeconds(video.info, audio.info);
    const credits = rate === null || seconds === null ? null : rate * seconds;
    return { clip, video: video.info, audio: audio.info, refusal: video.refusal ?? audio.refusal, seconds, credits };
  };
  return inParallel(clips, availableParallelism(), estimate);
}

async function inParallel<Item, Value>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values = new Map<number, Value>();
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) values.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return [...values].toSorted(([a], [b]) => a - b).map(([, value]) => value);
}

function estimateTable(estimates: readonly Estimate[]): string {
  const table = new Table({
    head: ['Clip', 'Video', 'Audio', 'Billed if the shorter is', 'Credits'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
    chars: frame,
  });
  for (const { clip, video, audio, refusal, seconds, credits } of estimates) {
    const name = cutInMiddle(nameInWords(clip), 40);
    if (refusal !== null) table.push([name, { colSpan: 4, content: `Rejected: ${refusal}`, hAlign: 'left' }]);
    else
      table.push([
        name,
        durationInWords(video?.durationSeconds ?? null),
        durationInWords(audio?.durationSeconds ?? null),
        seconds === null ? 'unknown' : `${seconds} s`,
        credits === null ? 'unknown' : `about ${creditsInWords(credits)}`,
      ]);
  }
  return table.toString();
}

function totalLine(estimates: readonly Estimate[], rate: number | null): string {
  const good = estimates.filter(({ refusal }) => refusal === null);
  const seconds = good.reduce((sum, each) => sum + (each.seconds ?? 0), 0);
  const some = good.some((each) => each.seconds === null) ? ' and what has no known duration' : '';
  const price =
    rate === null
      ? 'The price is unknown until the first clip finishes: consider starting with one.'
      : `About ${creditsInWords(rate * seconds)} credits, at ${creditsInWords(rate)} a second as learned from finished clips.`;
  return `${good.length} of ${estimates.length} clips can be submitted: ${seconds} s${some}. ${price} Nothing was sent.`;
}
