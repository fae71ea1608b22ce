import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { abandonedAfterMs } from '../../src/main/intake/drop.ts';
import { Uploads } from '../../src/main/intake/uploads.ts';
import { createMediaReader } from '../../src/main/media/media-reader.ts';
import { addBatchOf } from '../../src/main/queue/add-batch.ts';
import { Intake } from '../../src/main/workspace/intake/intake.ts';
import { problem } from '../../src/shared/problems.ts';
import { failure } from '../../src/shared/result.ts';
import { settingsSchema } from '../../src/shared/settings.ts';
import { openToldLedger, type ToldLedger } from '../fakes/ledger.ts';
import { seededRandom } from '../fakes/random.ts';
import { VirtualClock } from '../fakes/virtual-clock.ts';

let told: ToldLedger;
let home: string;
let folder: string;
let clock: VirtualClock;
let intake: Intake;
let uploads: Uploads;

function fail(error: unknown): never {
  throw error;
}

beforeEach(async () => {
  told = openToldLedger();
  home = await mkdtemp(join(tmpdir(), 'shoal-uploads-'));
  folder = join(home, 'intake');
  clock = new VirtualClock();
  const random = seededRandom();
  intake = new Intake({
    ledger: told.ledger,
    apiUrl: told.context.apiUrl,
    clock,
    random,
    // What is in the files does not matter here.
    media: { ...createMediaReader({}), stat: () => Promise.resolve(failure(problem('media.missing', { name: '' }))) },
    settings: () => settingsSchema.parse({}),
    left: () => null,
    price: () => null,
    resultsFolder: () => join(home, 'results'),
    probesAtOnce: 1,
    onChange: () => undefined,
    onRelease: () => undefined,
    onFault: fail,
  });
  uploads = new Uploads({
    folder,
    clock,
    random,
    addDrop: (files) => intake.addDrop(files),
    inUse: () => told.ledger.media.inUse(),
    onFault: fail,
  });
});
afterEach(async () => {
  await uploads.stop();
  await intake.stop();
  told.close();
  await rm(home, { recursive: true });
});

function announce(name: string, drop: string | null): string {
  const announced = uploads.announce({ name, folder: 'shoot', size: name.length }, drop);
  if (!announced.ok) throw new Error(announced.problem.code);
  return announced.value;
}
const send = (id: string, content: string) => uploads.receive(id, Readable.from([Buffer.from(content)]));
async function bring(...names: string[]): Promise<void> {
  const drop = uploads.beginDrop();
  for (const name of names) expect(await send(announce(name, drop), name)).toMatchObject({ ok: true });
  expect(await uploads.finishDrop(drop)).toMatchObject({ ok: true });
}
const names = (): string[] => told.ledger.intake.files().map(({ name }) => name);
const clipIds = (): string[] => intake.clips(0, 100).clips.map(({ id }) => id);
/** The names of the received files that are still there. */
async function kept(): Promise<string[]> {
  await uploads.sweep();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
/** Starts the whole intake as a batch, and gives back the ids of its clips. */
function start(): string[] {
  const chosen = intake.startable(null);
  const clips = chosen.map(({ clip }) => clip);
  const batchId = addBatchOf({ name: 'Batch', resultsFolder: home, budget: null }, clips, told.context);
  intake.leave(chosen.map(({ intakeId }) => intakeId));
  return told.ledger.jobs.ofBatch(batchId).map(({ id }) => id);
}

test('a drop whose window died is added with what arrived, but not while a file of it is on its way', async () => {
  const drop = uploads.beginDrop();
  const [a, voice, late] = ['a.mp4', 'a.wav', 'b.mp4'].map((name) => announce(name, drop));
  await send(a ?? '', 'a.mp4');
  await send(voice ?? '', 'a.wav');
  const bytes = new PassThrough();
  const slow = uploads.receive(late ?? '', bytes);
  bytes.write('b');
  await clock.pass(10 * abandonedAfterMs);
  expect(names()).toEqual([]);
  bytes.destroy(new Error('the window died'));
  expect(await slow).toMatchObject({ ok: false });
  await clock.pass(2 * abandonedAfterMs);
  while (names().length === 0) await clock.settle();
  expect(names()).toEqual(['a.mp4', 'a.wav']);
  expect(clipIds()).toHaveLength(1);
  expect(uploads.expects(late ?? '')).toBeNull();
  expect(await uploads.finishDrop(drop)).toMatchObject({ problem: { code: 'request.no-upload' } });
  intake.undo();
  expect(names()).toEqual([]);
});

test('a file that breaks off at once is no error of the program', async () => {
  const bytes = new PassThrough();
  const received = uploads.receive(announce('a.mp4', uploads.beginDrop()), bytes);
  bytes.destroy(new Error('the window died'));
  expect(await received).toMatchObject({ ok: false, problem: { code: 'request.no-upload' } });
});

test('a file that broke off can be sent again as long as its drop goes on', async () => {
  const drop = uploads.beginDrop();
  const id = announce('a.mp4', drop);
  expect(await send(id, 'a.')).toMatchObject({ ok: false });
  expect(await send(id, 'a.mp4')).toMatchObject({ ok: true });
  expect(await uploads.finishDrop(drop)).toMatchObject({ value: { files: 1 } });
});

test('a file of no drop waits for who takes it, and never comes into the intake', async () => {
  const id = announce('a.mp4', null);
  await send(id, 'a.mp4');
  await clock.pass(10 * abandonedAfterMs);
  expect(names()).toEqual([]);
  expect(await kept()).toEqual(['a.mp4']);
  expect(uploads.take(id)).toMatchObject({ name: 'a.mp4' });
  expect(uploads.take(id)).toBeNull();
  // Nobody made use of it.
  expect(await kept()).toEqual([]);
});

test('what the intake has is kept, and what it had as long as a step can bring it back', async () => {
  await bring('a.mp4', 'a.wav');
  await bring('b.mp4', 'b.wav');
  expect(await kept()).toEqual(['a.mp4', 'a.wav', 'b.mp4', 'b.wav']);
  intake.remove(clipIds().slice(0, 1), []);
  expect(names()).toHaveLength(2);
  expect(await kept()).toHaveLength(4);
  intake.undo();
  expect(names()).toHaveLength(4);
  // Taken back to before it came: no step leads there again.
  intake.undo();
  expect(await kept()).toEqual(['a.mp4', 'a.wav']);
  intake.clear();
  for (let step = 0; step < 50; step += 1) await bring(`${step}.mp4`, `${step}.wav`).then(() => intake.clear());
  expect((await kept()).includes('a.mp4')).toBe(false);
});

test('a started clip keeps its files until it is over and out of the queue', async () => {
  await bring('a.mp4', 'a.wav', 'b.mp4', 'b.wav');
  told.run('UPDATE intake_files SET problem = NULL, probed = 1');
  const [a = '', b = ''] = start();
  const { ledger } = told;
  ledger.jobs.move(a, 'checking', 'canceled', { endedAt: 1 });
  expect(await kept()).toHaveLength(4);
  told.run('UPDATE batches SET cleared_at = 1');
  expect(await kept()).toEqual(['b.mp4', 'b.wav']);
  ledger.jobs.move(b, 'checking', 'canceled', { endedAt: 1 });
  expect(await kept()).toEqual([]);
});

test('nothing that is not a received file of its own is touched, whatever lies in the folder', async () => {
  await bring('a.mp4');
  const outside = join(home, 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'precious.mp4'), 'precious');
  const id = (digit: string): string => `u${digit.repeat(24)}`;
  await symlink(outside, join(folder, id('1')));
  await mkdir(join(folder, id('2')));
  await symlink(join(outside, 'precious.mp4'), join(folder, id('2'), 'link.mp4'));
  await symlink(outside, join(folder, id('2'), 'folder'));
  await writeFile(join(folder, id('3')), 'a file');
  await mkdir(join(folder, `${id('4')}0`));
  await mkdir(join(folder, 'notes'));
  await uploads.sweep();
  expect(await readdir(outside)).toEqual(['precious.mp4']);
  const left = await readdir(folder);
  expect(left.toSorted()).toEqual(expect.arrayContaining([id('1'), id('3'), `${id('4')}0`, 'notes'].toSorted()));
  expect(left).not.toContain(id('2'));
  expect(left).toHaveLength(5);
});

test('a folder that is a link itself is left alone', async () => {
  const elsewhere = join(home, 'elsewhere');
  await mkdir(join(elsewhere, `u${'5'.repeat(24)}`), { recursive: true });
  await symlink(elsewhere, folder);
  await uploads.sweep();
  expect(await readdir(elsewhere)).toHaveLength(1);
});

test('files that are on their way are not swept', async () => {
  const drop = uploads.beginDrop();
  const id = announce('a.mp4', drop);
  const bytes = new PassThrough();
  const receiving = uploads.receive(id, bytes);
  bytes.write('a.');
  while ((await readdir(folder).catch(() => [])).length === 0) await clock.settle();
  await uploads.sweep();
  bytes.end('mp4');
  expect(await receiving).toMatchObject({ ok: true });
  await uploads.sweep();
  expect(await uploads.finishDrop(drop)).toMatchObject({ value: { files: 1 } });
  expect(await kept()).toEqual(['a.mp4']);
});
