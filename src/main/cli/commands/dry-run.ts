import { availableParallelism } from 'node:os';
import Table from 'cli-table3';
import { describe, sentence } from '../../../shared/problems.ts';
import type { MediaInfo } from '../../../shared/media.ts';
import type { Result } from '../../../shared/result.ts';
import { settingsSchema, type Settings } from '../../../shared/settings.ts';
import { checkMedia } from '../../core/check-media.ts';
import { priceSet } from '../../core/learn-price.ts';
import { locationOf, type NewClip, type Source } from '../../core/new-batch.ts';
import { describeUnpaired } from '../../core/pairing.ts';
import { lengthsOf } from '../../core/media.ts';
import type { Estimate } from '../../../shared/contract/common.ts';
import { creditsFor, unitsOf, type Lengths, type Price } from '../../../shared/pricing.ts';
import { alreadyStarted } from '../../queue/already-started.ts';
import { Forecasts } from '../../queue/forecasts.ts';
import { Holds } from '../../queue/holds.ts';
import { Prices } from '../../queue/prices.ts';
import type { Intake } from '../../intake/read-intake.ts';
import { createMediaReader } from '../../media/media-reader.ts';
import { basename } from 'node:path';
import { exitCodes } from '../exit-codes.ts';
import { estimateTotal, type Balance } from '../output/estimate-total.ts';
import { isoTime, printJson } from '../output/json-lines.ts';
import { frame, plain } from '../output/result-table.ts';
import { cutInMiddle, durationInWords, estimateInWords, nameInWords, printable } from '../../../shared/words.ts';
import { readLedger } from '../read-ledger.ts';
import type { SessionOptions } from '../../session/session.ts';

type DryRunOptions = SessionOptions & { json?: true; again?: true };

interface ClipEstimate {
  clip: NewClip;
  video: MediaInfo | null;
  audio: MediaInfo | null;
  /** Why it cannot be submitted, or null. */
  refusal: string | null;
  lengths: Lengths;
  /** Those of the shorter input; null when a duration is unknown. */
  seconds: number | null;
  /** Null when the price is. */
  credits: Estimate | null;
}

/** `shoal run --dry-run`: checks and pairs, and says what it would cost. Nothing is sent, the ledger is only read. */
export async function dryRun(intake: Intake, options: DryRunOptions): Promise<number> {
  const { known, already } = await readKnown(intake.clips, options);
  const estimates = await estimateAll(
    intake.clips.filter((clip) => !already.has(clip)),
    known,
    options,
  );
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  const alreadyText = (clip: NewClip): string =>
    `${nameInWords(clip)} was already started (${already.get(clip) ?? ''}): it would not be charged again. “--again” would.`;
  if (options.json) {
    for (const [clip, id] of already) {
      const { name, language } = clip;
      printJson({ kind: 'already-done', at: isoTime(Date.now()), text: alreadyText(clip), name, language, clip: id });
    }
    for (const { clip, refusal, seconds, credits } of estimates) {
      printJson({
        kind: 'estimate',
        name: clip.name,
        language: clip.language,
        refusal,
        seconds,
        credits: credits?.likely ?? null,
        creditsLow: credits?.low ?? null,
        creditsHigh: credits?.high ?? null,
      });
    }
    for (const found of intake.notRead)
      printJson({ kind: 'warning', at: isoTime(Date.now()), text: printable(sentence(found)) });
    for (const { name, reason } of intake.unpaired) {
      const text = printable(`${name} is in no clip: ${describeUnpaired(reason)}`);
      printJson({ kind: 'unpaired', at: isoTime(Date.now()), text, name, reason: reason.code });
    }
  } else {
    if (estimates.length > 0) write(estimateTable(estimates));
    for (const clip of already.keys()) write(alreadyText(clip));
    for (const found of intake.notRead) write(printable(sentence(found)));
    for (const { name, reason } of intake.unpaired)
      write(printable(`${name} is in no clip: ${describeUnpaired(reason)}`));
    write(estimateTotal(estimates, known));
  }
  return estimates.some(({ refusal }) => refusal !== null) ? exitCodes.someFailed : exitCodes.allDone;
}

/** What the ledger knows: the price, the balance, what waits already, and the limits that the person set. */
interface Known {
  price: Price | null;
  balance: Balance | null;
  waiting: Lengths[];
  settings: Settings;
}

/** Reads what the ledger knows, and which of the clips were already started with the same files. */
async function readKnown(
  clips: readonly NewClip[],
  options: DryRunOptions,
): Promise<{ known: Known; already: Map<NewClip, string> }> {
  const byHand = options.price === undefined ? {} : { price: options.price };
  const settings = { ...settingsSchema.parse({}), ...byHand };
  const opened = readLedger(options);
  const already = new Map<NewClip, string>();
  if (!opened.ok || opened.value === null) {
    const price = settings.price === null ? null : priceSet(settings.price);
    return { known: { price, balance: null, waiting: [], settings }, already };
  }
  const { ledger, close } = opened.value;
  try {
    const kept = { ...(ledger.settings.get('settings', settingsSchema) ?? settings), ...byHand };
    // The practice service has had another address with each port.
    const apiUrl = options.practice ? (ledger.batches.all().at(-1)?.apiUrl ?? options.apiUrl) : options.apiUrl;
    const media = createMediaReader(options.ffprobe === undefined ? {} : { ffprobePath: options.ffprobe });
    for (const clip of options.again ? [] : clips) {
      const before = await alreadyStarted(locationOf(clip.video), locationOf(clip.audio), { ledger, apiUrl, media });
      if (before !== null) already.set(clip, before.id);
    }
    const prices = new Prices({ ledger, apiUrl, settings: () => kept });
    const credits = new Forecasts({ ledger, apiUrl, prices, holds: new Holds(ledger) }).available();
    const at = ledger.profiles.latest(apiUrl)?.at;
    const balance = credits === null || at === undefined ? null : { credits, at };
    const waiting = [...ledger.spending.waiting(apiUrl)];
    return { known: { price: prices.price(), balance, waiting, settings: kept }, already };
  } finally {
    close();
  }
}

async function estimateAll(
  clips: readonly NewClip[],
  { price, settings }: Known,
  options: DryRunOptions,
): Promise<ClipEstimate[]> {
  const reader = createMediaReader(options.ffprobe === undefined ? {} : { ffprobePath: options.ffprobe });
  const { limits } = settings;
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
  const estimate = async (clip: NewClip): Promise<ClipEstimate> => {
    const video = await probe('video', clip.video);
    const audio = await probe('audio', clip.audio);
    const lengths = lengthsOf(video.info, audio.info);
    return {
      clip,
      video: video.info,
      audio: audio.info,
      refusal: video.refusal ?? audio.refusal,
      lengths,
      seconds: unitsOf('shorter', lengths),
      credits: creditsFor(price, lengths),
    };
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

function estimateTable(estimates: readonly ClipEstimate[]): string {
  const table = new Table({
    head: ['Clip', 'Video', 'Audio', 'Billed if the shorter is', 'Credits'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: plain,
    chars: frame,
  });
  for (const { clip, video, audio, refusal, seconds, credits } of estimates) {
    const name = cutInMiddle(nameInWords(clip), 40);
    if (refusal !== null)
      table.push([name, { colSpan: 4, content: printable(`Rejected: ${refusal}`), hAlign: 'left' }]);
    else
      table.push([
        name,
        durationInWords(video?.durationSeconds ?? null),
        durationInWords(audio?.durationSeconds ?? null),
        seconds === null ? 'unknown' : `${seconds} s`,
        credits === null ? 'unknown' : estimateInWords(credits),
      ]);
  }
  return table.toString();
}
