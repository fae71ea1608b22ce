import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { uploadAddress } from '../../../src/shared/contract/media-addresses.ts';
import { openTestWindow, type TestWindow } from '../../fakes/window.ts';

let window: TestWindow;
beforeAll(async () => {
  window = await openTestWindow();
});
afterAll(() => window.stop());
beforeEach(() => window.client.intake.clear());

interface Brought {
  /** The path within the drop. */
  path: string;
  content: string;
}
const file = (path: string, content = path): Brought => ({ path, content });

/** Announces files as a window does. */
async function announce(brought: readonly Brought[]): Promise<{ drop: string; ids: (string | null)[] }> {
  const { drop } = await window.client.intake.beginDrop();
  const files = brought.map(({ path, content }) => {
    const parts = path.split('/');
    return { name: parts.at(-1) ?? '', folder: parts.slice(0, -1).join('/'), size: Buffer.byteLength(content) };
  });
  return { drop, ...(await window.client.intake.announceUploads({ drop, files })) };
}

const put = async (id: string, content: string): Promise<number> =>
  (await window.fetch(uploadAddress(id), { method: 'PUT', body: content })).status;

/** Begins to send a file, and stops in the middle of it until it is told to go on, or cut. */
async function beginToSend(id: string, content: string) {
  const { port } = new URL(window.base);
  const asked = httpRequest({
    host: '127.0.0.1',
    port,
    path: uploadAddress(id),
    method: 'PUT',
    headers: { cookie: window.cookie, origin: window.base, 'content-length': Buffer.byteLength(content) },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => asked.on('response', resolve).on('error', reject));
  answered.catch(() => undefined);
  asked.write(content.slice(0, 1));
  await once(asked, 'socket');
  return {
    async end(): Promise<number> {
      asked.end(content.slice(1));
      return (await answered).statusCode ?? 0;
    },
    cut: () => asked.destroy(),
  };
}

async function bring(brought: readonly Brought[]) {
  const { drop, ids } = await announce(brought);
  for (const [index, { content }] of brought.entries()) {
    const id = ids[index] ?? null;
    if (id !== null) expect(await put(id, content)).toBe(204);
  }
  return window.client.intake.finishDrop({ drop });
}

async function sheet(): Promise<string[]> {
  const { clips } = await window.client.intake.clips({ offset: 0, limit: 100 });
  return clips.map(({ name, video, audio }) => `${name}: ${video.name} + ${audio.name}`);
}

const shoot = [file('shoot/a.mp4'), file('shoot/b.mp4'), file('shoot/a.wav'), file('shoot/b.wav')];

test.each([[[0, 1, 2, 3]], [[2, 1, 0, 3]], [[3, 2, 1, 0]], [[1, 3, 0, 2]]])(
  'files of one drop pair as if they had come at once, however slowly they come: %j',
  async (order) => {
    const { drop, ids } = await announce(shoot);
    const last = order.at(-1) ?? 0;
    const slow = await beginToSend(ids[last] ?? '', shoot[last]?.content ?? '');
    for (const index of order.slice(0, -1)) expect(await put(ids[index] ?? '', shoot[index]?.content ?? '')).toBe(204);
    // Slower than any gathering by time would wait.
    await setTimeout(300);
    expect(await window.client.intake.get()).toMatchObject({ videos: 0, audios: 0 });
    const finished = window.client.intake.finishDrop({ drop });
    expect(await slow.end()).toBe(204);
    expect(await finished).toEqual({ files: 4, leftOut: 0, problems: [] });
    expect(await sheet()).toEqual(['a: a.mp4 + a.wav', 'b: b.mp4 + b.wav']);
    expect(await window.client.intake.get()).toMatchObject({ batchName: 'shoot', undoable: 'add' });
    await window.client.intake.undo();
    expect(await window.client.intake.get()).toMatchObject({ videos: 0, audios: 0, clips: 0 });
  },
);

test('what is cut off or canceled does not come, and does not keep the others waiting', async () => {
  const { drop, ids } = await announce(shoot);
  const [a, b, voice] = ids;
  expect(await put(a ?? '', 'shoot/a.mp4')).toBe(204);
  expect(await put(voice ?? '', 'shoot/a.wav')).toBe(204);
  const cut = await beginToSend(b ?? '', 'shoot/b.mp4');
  const finished = window.client.intake.finishDrop({ drop });
  cut.cut();
  expect(await finished).toMatchObject({ files: 2 });
  expect(await sheet()).toEqual(['a: a.mp4 + a.wav']);
  // The drop is over.
  expect(await put(ids[3] ?? '', 'shoot/b.wav')).toBe(404);
  await expect(window.client.intake.finishDrop({ drop })).rejects.toMatchObject({ code: 'PROBLEM' });
});

test('two drops at once do not mix', async () => {
  const one = await announce([file('one/x.mp4'), file('one/x.wav')]);
  const other = await announce([file('two/y.mp4'), file('two/y.wav')]);
  for (const [drop, at, content] of [
    [one, 0, 'one/x.mp4'],
    [other, 1, 'two/y.wav'],
    [other, 0, 'two/y.mp4'],
    [one, 1, 'one/x.wav'],
  ] as const)
    expect(await put(drop.ids[at] ?? '', content)).toBe(204);
  expect(await window.client.intake.finishDrop({ drop: other.drop })).toMatchObject({ files: 2 });
  expect(await sheet()).toEqual(['y: y.mp4 + y.wav']);
  expect(await window.client.intake.finishDrop({ drop: one.drop })).toMatchObject({ files: 2 });
  expect(await sheet()).toHaveLength(2);
});

test('a manifest in a dropped folder pairs the files beside it and below it, by names relative to itself', async () => {
  const manifest =
    'video,audio,language,name\n' +
    'takes/w 04.mp4,voices/anna.wav,de,Welcome\n' +
    'takes\\w 04.mp4,../shared/bo.wav,es,Welcome\n' +
    'takes/w 04.mp4,https://files.example/c.wav?key=secret,fr,Welcome\n';
  const added = await bring([
    file('top/shoot/list.CSV', manifest),
    file('top/shoot/takes/w 04.mp4'),
    file('top/shoot/voices/anna.wav'),
    file('top/shared/bo.wav'),
    file('top/more/c.mp4'),
    file('top/more/c.wav'),
  ]);
  expect(added).toEqual({ files: 6, leftOut: 0, problems: [] });
  expect((await sheet()).toSorted()).toEqual([
    'Welcome: w 04.mp4 + anna.wav',
    'Welcome: w 04.mp4 + bo.wav',
    'Welcome: w 04.mp4 + c.wav',
    'c: c.mp4 + c.wav',
  ]);
  await window.client.intake.undo();
  expect(await window.client.intake.get()).toMatchObject({ videos: 0, clips: 0 });
});

test('a manifest whose files are not in the drop says which, by line, and the other files come all the same', async () => {
  const rows = [
    { video: 'a.mp4', audio: 'a.wav' },
    { video: '../../etc/a.mp4', audio: '/nowhere/at all.wav', name: 'Other' },
  ];
  const text = JSON.stringify(rows, null, 1);
  const added = await bring([file('list.json', text), file('a.mp4'), file('a.wav')]);
  expect(added.files).toBe(2);
  expect(added.problems).toEqual([
    { code: 'manifest.file-missing', parameters: { line: 6, name: '../../etc/a.mp4' } },
    { code: 'manifest.file-missing', parameters: { line: 6, name: '/nowhere/at all.wav' } },
  ]);
  expect(await sheet()).toEqual(['a: a.mp4 + a.wav']);
});

test.each([
  ['notes.json', '{"name": "a package"}'],
  ['numbers.csv', 'year;sum\n2026;12\n'],
  ['empty.json', ''],
])('a file that only looks like a manifest by its name is told, and harms nothing: %s', async (name, content) => {
  const added = await bring([file(`shoot/${name}`, content), ...shoot]);
  expect(added.files).toBe(4);
  expect(added.problems[0]?.code).toMatch(/^manifest\./);
  expect(await sheet()).toHaveLength(2);
  expect(window.faults).toEqual([]);
});

test('all files of the intake can be searched, whether they are in a clip or not', async () => {
  await bring([...shoot, file('shoot/stray take.wav')]);
  const found = async (kind: 'video' | 'audio', search: string): Promise<string[]> =>
    (await window.client.intake.files({ kind, search, offset: 0, limit: 10 })).files.map(({ name }) => name);
  expect(await found('audio', '')).toEqual(['a.wav', 'b.wav', 'stray take.wav']);
  expect(await found('audio', 'SHOOT take')).toEqual(['stray take.wav']);
  expect(await found('video', '%')).toEqual([]);
  expect(await window.client.intake.files({ kind: 'audio', search: 'wav', offset: 1, limit: 1 })).toMatchObject({
    total: 3,
    files: [{ name: 'b.wav' }],
  });
});
