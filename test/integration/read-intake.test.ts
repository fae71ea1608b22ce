import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gather } from '../../src/main/intake/gather.ts';
import { readIntake, type Intake } from '../../src/main/intake/read-intake.ts';

let top: string;
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'shoal-read-'));
});
afterEach(() => rm(top, { recursive: true }));

async function put(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(top, path, '..'), { recursive: true });
    await writeFile(join(top, path), '');
  }
}

async function read(results = join(top, 'results')): Promise<Intake> {
  const intake = await readIntake(top, results);
  if (!intake.ok) throw new Error(intake.problems.map(({ code }) => code).join());
  return intake.value;
}

const names = ({ clips }: Intake): string[] => clips.map(({ name }) => name);
const codes = ({ notRead }: Intake): unknown[] => notRead.map(({ code, parameters }) => [code, parameters['path']]);

test('nothing is taken of results and of what is hidden: a bin holds clips as well', async () => {
  await put(
    'a.mp4',
    'a.wav',
    'results/b/b.mp4',
    'results/b/b.wav',
    '.Trash-1000/files/c.mp4',
    '.Trash-1000/files/c.wav',
  );
  expect(names(await read())).toEqual(['a']);
  expect(names(await read(top))).toEqual(['a', 'b']);
});

test('a folder that is only linked to is told and not followed; linked files are taken', async () => {
  await put('real/a.mp4', 'voices/a.wav');
  await symlink('../voices/a.wav', join(top, 'real', 'a.wav'));
  await symlink('real', join(top, 'again'));
  await symlink('..', join(top, 'voices', 'loop.mp4'));
  const intake = await read();
  expect(names(intake)).toEqual(['a']);
  const within = (path: string): string => join(top.split('/').at(-1) ?? '', path);
  expect(codes(intake)).toEqual([
    ['intake.linked-folder', within('again')],
    ['intake.linked-folder', within('voices/loop.mp4')],
  ]);
});

test.skipIf(process.platform !== 'linux')('a folder that cannot be read is told, and the others are read', async () => {
  await put('good/a.mp4', 'good/a.wav', 'good/notes.txt');
  // Not by permissions: root, as whom containers run tests, may read everything. A path may be too long for all.
  const part = 'x'.repeat(250);
  execFileSync('sh', ['-c', `i=0; while [ $i -lt 17 ]; do mkdir ${part} && cd -P ${part}; i=$((i+1)); done`], {
    cwd: top,
  });
  try {
    const intake = await read();
    expect(names(intake)).toEqual(['a']);
    expect(intake.notRead).toMatchObject([{ code: 'intake.unreadable', parameters: { reason: 'ENAMETOOLONG' } }]);
    const { files, leftOut, problems } = await gather([top], join(top, 'results'), new AbortController().signal);
    expect([files.length, leftOut, problems.map(({ code }) => code)]).toEqual([2, 1, ['intake.unreadable']]);
  } finally {
    execFileSync('rm', ['-rf', join(top, part)]);
  }
});

test('the empty path is no folder, least of all the one that this process is in', async () => {
  expect(await readIntake('', '/results')).toMatchObject({ ok: false, problems: [{ code: 'intake.missing' }] });
});
