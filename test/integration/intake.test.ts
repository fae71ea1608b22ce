import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHastyClock } from '../fakes/client-ports.ts';
import { openToldLedger, type ToldLedger } from '../fakes/ledger.ts';
import { lengthsOf } from '../../src/main/core/media.ts';
import { unitsOf } from '../../src/shared/pricing.ts';
import { perSecond } from '../fakes/price.ts';
import type { MediaReader } from '../../src/main/core/ports.ts';
import { addBatchOf } from '../../src/main/queue/add-batch.ts';
import { createMediaReader } from '../../src/main/media/media-reader.ts';
import { Intake } from '../../src/main/workspace/intake/intake.ts';
import { mediaInfoSchema } from '../../src/shared/media.ts';
import { settingsSchema } from '../../src/shared/settings.ts';
import { success } from '../../src/shared/result.ts';

let told: ToldLedger;
let folder: string;
let intake: Intake;
let idle: () => Promise<void>;

/** Real files whose content says how long they last, so that no ffprobe is needed to know them. */
const media: MediaReader = {
  ...createMediaReader({}),
  probe: (path) => {
    const seconds = Number(/(\d+(\.\d+)?)s/.exec(path)?.[1] ?? 10);
    return Promise.resolve(
      success(
        mediaInfoSchema.parse({
          container: 'mp4',
          durationSeconds: seconds,
          size: 1000,
          video: path.endsWith('.mp4') ? { codec: 'h264', width: 1, height: 1, frameRate: 25 } : null,
          audio: { codec: 'aac', sampleRate: 44100, channels: 1 },
        }),
      ),
    );
  },
};

let available: number | null = null;
const faults: unknown[] = [];
const clock = createHastyClock();

beforeEach(async () => {
  available = null;
  told = openToldLedger();
  folder = await mkdtemp(join(tmpdir(), 'shoal-intake-'));
  let changed: () => void = () => undefined;
  intake = new Intake({
    ledger: told.ledger,
    apiUrl: told.context.apiUrl,
    clock,
    random: told.context.random,
    media,
    settings: () => settingsSchema.parse({}),
    price: () => perSecond(1, 2),
    left: () => (available === null ? null : { low: available, likely: available, high: available }),
    resultsFolder: () => join(folder, 'results'),
    probesAtOnce: 2,
    onChange: () => changed(),
    onRelease: () => undefined,
    onFault: (error) => faults.push(error),
  });
  idle = async () => {
    while (intake.view().probing > 0) await new Promise<void>((resolve) => (changed = resolve));
  };
});
afterEach(async () => {
  await intake.stop();
  told.close();
  await rm(folder, { recursive: true });
  expect(faults.splice(0)).toEqual([]);
});

async function bring(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), name);
  }
  await intake.add([folder], new AbortController().signal);
  await idle();
}

const sheet = (): string[] =>
  intake
    .clips(0, 100)
    .clips.map(({ name, language, video, audio }) => `${name}|${language ?? '-'}|${video.name}|${audio.name}`);
const unpaired = (): string[] => intake.unpaired(0, 100).files.map(({ file, reason }) => `${file.name}: ${reason}`);
const file = (name: string): string => {
  const found = told.ledger.intake.files().find((each) => each.name === name);
  return found?.id ?? '';
};
const clip = (audio: string): string => intake.clips(0, 100).clips.find((each) => each.audio.name === audio)?.id ?? '';

test('what is brought pairs by name, in natural order, and what is brought later joins it', async () => {
  await bring('take 10.mp4', 'take 10.es.wav', 'take 2.mp4', 'take 2.wav', 'notes.txt');
  expect(sheet()).toEqual(['take 2|-|take 2.mp4|take 2.wav', 'take 10|es|take 10.mp4|take 10.es.wav']);
  await bring('take 10.zh.wav', 'stray.wav');
  expect(sheet()).toHaveLength(3);
  expect(unpaired()).toEqual(['stray.wav: no-video-of-that-name']);
  expect(intake.view()).toMatchObject({
    videos: 2,
    audios: 4,
    clips: 3,
    unpaired: 1,
    batchName: folder.split('/').at(-1),
  });
});

test('every step can be undone, in turn, back to an empty intake, and after a restart too', async () => {
  await bring('a.mp4', 'a.wav', 'b.mp4', 'b.wav');
  const before = sheet();
  intake.setLanguage([clip('a.wav')], 'FR_ca');
  intake.rename(clip('b.wav'), 'Other');
  intake.unpair([clip('a.wav')]);
  expect(unpaired()).toEqual(['a.mp4: unpaired-by-you', 'a.wav: unpaired-by-you']);
  intake.remove([], [file('b.mp4')]);
  expect(sheet()).toEqual([]);
  expect(intake.view().undoable).toBe('remove');
  intake.undo();
  intake.undo();
  expect(sheet()).toEqual(['a|fr-CA|a.mp4|a.wav', 'Other|-|b.mp4|b.wav']);
  intake.undo();
  intake.undo();
  expect(sheet()).toEqual(before);
  intake.undo();
  expect(intake.view()).toMatchObject({ videos: 0, clips: 0, undoable: null });
  intake.undo();
});

test('what a person takes apart is not paired again by its name; what they pair stays', async () => {
  await bring('a.mp4', 'a.wav', 'b.mp4', 'voice.de.wav', 'other.wav');
  intake.unpair([clip('a.wav')]);
  await bring('c.mp4', 'c.wav');
  expect(sheet().map((row) => row.split('|')[0])).toEqual(['c']);
  expect(intake.pair([file('a.mp4'), file('b.mp4')], [file('voice.de.wav')])).toEqual(success(undefined));
  expect(intake.pair([file('a.mp4')], [file('voice.de.wav')])).toEqual(success(undefined));
  expect(sheet()).toHaveLength(3);
  expect(
    sheet()
      .filter((row) => row.endsWith('|voice.de.wav'))
      .map((row) => row.split('|')[1]),
  ).toEqual(['de', 'de']);
  expect(intake.pair([file('other.wav')], [file('a.wav')])).toMatchObject({ problem: { code: 'request.no-file' } });
  const many = Array.from({ length: 101 }, () => file('a.mp4'));
  expect(intake.pair(many, many)).toMatchObject({ problem: { code: 'request.too-many-pairs' } });
  expect(intake.setLanguage([], 'klingonese')).toMatchObject({ problem: { code: 'request.no-language' } });
});

test('an audio track that fits two videos says which, so that a person can choose', async () => {
  await bring('drill_v2.mp4', 'drill.mp4', 'drill_v2.mov', 'drill_v2.de.wav', 'drill.wav');
  const [audio] = intake.unpaired(0, 10).files.filter((each) => each.file.kind === 'audio');
  expect(audio?.reason).toBe('videos-share-name');
  expect(audio?.candidates.map(({ name }) => name).toSorted()).toEqual(['drill_v2.mov', 'drill_v2.mp4']);
});

test('the total is the sum of what the clips cost, as the price of one is worked out everywhere', async () => {
  await bring('a 4.0003s.mp4', 'a 4.0003s.wav', 'b 7.5s.mp4', 'b 7.5s.wav', 'c 3s.mp4', 'c 3s.es.wav', 'c 3s.zh.wav');
  const { clips } = intake.clips(0, 10);
  const seconds = clips.map(({ video, audio }) => unitsOf('shorter', lengthsOf(video.info, audio.info)) ?? 0);
  expect(seconds).toEqual([4, 8, 3, 3]);
  expect(intake.view().start).toMatchObject({
    clips: 4,
    seconds: 18,
    unmeasured: 0,
    credits: { low: 18, likely: 27, high: 36 },
  });
});

test('as many as fit are the first ones that the balance covers, at the most that they may cost', async () => {
  await bring('a 4s.mp4', 'a 4s.wav', 'b 8s.mp4', 'b 8s.wav', 'c 3s.mp4', 'c 3s.wav');
  expect([intake.view().fits, intake.fittingIds()]).toEqual([null, []]);
  for (const [credits, fits] of [
    [7, 0],
    [8, 1],
    [23, 1],
    [24, 2],
    [29, 2],
    [30, 3],
  ] as const) {
    available = credits;
    expect(intake.view().fits).toBe(fits);
    expect(intake.fittingIds()).toEqual(
      intake
        .clips(0, fits || 1)
        .clips.slice(0, fits)
        .map(({ id }) => id),
    );
  }
});

test('a pair that was already made of the same unchanged files is left out, unless it is wanted again', async () => {
  await bring('a.mp4', 'a.wav', 'b.mp4', 'b.wav');
  const start = () => intake.startable(null).map(({ clip: { name } }) => name);
  const [first] = intake.startable([clip('a.wav')]);
  if (first === undefined) throw new Error('nothing to start');
  addBatchOf({ name: 'First', resultsFolder: '/results', budget: null }, [first.clip], told.context);
  intake.leave([first.intakeId]);
  expect(start()).toEqual(['b']);
  await bring();
  expect(intake.clips(0, 10).clips.map(({ name, already }) => [name, already?.state])).toEqual([
    ['a', 'going-on'],
    ['b', undefined],
  ]);
  expect(intake.view()).toMatchObject({ already: 1, start: { clips: 1 } });
  expect(start()).toEqual(['b']);
  intake.setAgain([clip('a.wav')], true);
  expect(start()).toEqual(['a', 'b']);
  intake.clear();
  await writeFile(join(folder, 'a.wav'), 'another sound altogether');
  await bring();
  expect(start()).toEqual(['a', 'b']);
});

test('clips that were started leave for good, with the files that no other clip has', async () => {
  await bring('a.mp4', 'a.es.wav', 'a.zh.wav');
  const [first] = intake.startable(null);
  intake.leave([first?.intakeId ?? '']);
  expect(sheet()).toHaveLength(1);
  expect(told.ledger.intake.files().map(({ name }) => name)).toEqual(['a.mp4', 'a.zh.wav']);
  expect(intake.view().undoable).toBeNull();
});

test('a manifest makes its own clips, with URLs that are not looked into', async () => {
  const manifest = join(folder, 'clips.csv');
  await writeFile(join(folder, 'x.mp4'), 'x');
  await writeFile(
    manifest,
    'video,audio,language,name\nx.mp4,https://files.example/voice.wav?key=secret,es,Greeting\n',
  );
  expect(await intake.add([manifest], new AbortController().signal)).toMatchObject({ files: 2, problems: [] });
  await idle();
  const [row] = intake.clips(0, 10).clips;
  expect(row).toMatchObject({
    name: 'Greeting',
    language: 'es',
    seconds: null,
    audio: { source: 'url', name: 'voice.wav', probing: false },
  });
  expect(JSON.stringify(row)).not.toContain('secret');
  expect(intake.view().start).toMatchObject({ clips: 1, unmeasured: 1 });
});

test('a file that cannot be written down now is looked into again, after a pause', async () => {
  const full = new Error('database or disk is full');
  const keep = vi.spyOn(told.ledger.intake, 'keepProbe').mockImplementationOnce(() => {
    throw full;
  });
  await bring('a.mp4', 'a.wav');
  await idle();
  expect(intake.clips(0, 10).clips).toMatchObject([{ video: { problem: null }, audio: { problem: null } }]);
  expect(keep).toHaveBeenCalledTimes(3);
  expect(clock.slept.splice(0)).toEqual([5000]);
  expect(faults.splice(0)).toEqual([full]);
});
