import { execFileSync } from 'node:child_process';
import { appendFile, cp, mkdir, readFile, rename, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDesk, putClips, type Desk } from './support/desk.ts';
import { samplesForAll } from './support/samples.ts';

const samples = samplesForAll('silent.mp4', 'clip.m4a');

/** The clips of a batch that exist as results. */
async function results(desk: Desk): Promise<string[]> {
  const files = await desk.resultFiles();
  return files.flatMap((name) => (name.endsWith('.mp4') ? [name.slice('clips/'.length, -'.mp4'.length)] : []));
}

describe.concurrent('bad input stops nothing else', () => {
  test('files that cannot be used, each with its message', async () => {
    await using desk = await createDesk();
    const { folder, video, audio } = samples();
    await putClips(samples(), desk.clips, ['good']);
    const whole = await readFile(video);
    const bad: Record<string, [file: string, make: (path: string) => Promise<unknown>, message: string]> = {
      empty: ['empty.mp4', (path) => writeFile(path, ''), '“empty.mp4” is empty (0 bytes).'],
      text: [
        'text.mp4',
        (path) => writeFile(path, 'no media\n'),
        '“text.mp4” is not a video or audio file that ffprobe understands.',
      ],
      cut: ['cut.mp4', (path) => writeFile(path, whole.subarray(0, whole.length * 0.6)), '“cut.mp4” '],
      blind: ['blind.mp4', (path) => cp(join(folder, 'clip.m4a'), path), '“blind.mp4” has no video in it.'],
      mute: ['mute.m4a', (path) => cp(join(folder, 'silent.mp4'), path), '“mute.m4a” has no sound in it.'],
      gone: ['gone.mp4', (path) => symlink('nowhere.mp4', path), '“gone.mp4” is no longer where it was.'],
      // Not by permissions: root, as whom containers run tests, may read everything.
      locked: ['locked.mp4', (path) => symlink('locked.mp4', path), '“locked.mp4” cannot be read (ELOOP).'],
    };
    for (const [name, [file, make]] of Object.entries(bad)) {
      await make(join(desk.clips, file));
      if (file.endsWith('.mp4')) await cp(audio, join(desk.clips, `${name}.wav`));
      else await cp(video, join(desk.clips, `${name}.mp4`));
    }
    const { code, stdout, stderr } = await desk.shoal('run', desk.clips);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    for (const [, , message] of Object.values(bad)) expect(stdout).toContain(`Rejected: ${message}`);
    expect(stdout).toMatch(/Rejected: “cut\.mp4” (is cut short|is not a video or audio file)/);
    expect(await results(desk)).toEqual(['good']);
    expect(desk.service.stats().creates.received).toBe(1);
  });

  test('names with spaces, quotes, emoji, Chinese, right-to-left, control characters and 250 characters', async () => {
    await using desk = await createDesk();
    const names = [
      'two  spaces',
      `"double" 'single' \`back\``,
      '🎬 👨‍👩‍👧',
      '欢迎参加',
      'مرحبا بكم',
      '$(rm -rf x); & | %41',
      'x'.repeat(246),
    ];
    await putClips(samples(), desk.clips, [...names, 'bell\u0007\u001b[2J']);
    const { code, stdout, stderr } = await desk.shoal('run', desk.clips);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const found = await results(desk);
    expect(found).toHaveLength(names.length + 1);
    expect(found).toEqual(
      expect.arrayContaining(['two  spaces', '🎬 👨‍👩‍👧', '欢迎参加', 'مرحبا بكم', '$(rm -rf x); & _ %41']),
    );
    for (const control of ['\u0007', '\u001b']) expect(stdout).not.toContain(control);
    expect(desk.service.stats().creates.received).toBe(names.length + 1);
  });

  test('files that changed or moved between their check and their submission', async () => {
    await using desk = await createDesk({ credits: 0 });
    await putClips(samples(), desk.clips, ['good', 'changed', 'moved', 'replaced']);
    expect((await desk.shoal('run', desk.clips)).code).toBe(3);
    await truncate(join(desk.clips, 'changed.wav'), 20_000);
    await rename(join(desk.clips, 'moved.mp4'), join(desk.folder, 'moved.mp4'));
    // The same size, at another time.
    await utimes(join(desk.clips, 'replaced.wav'), new Date(), new Date(Date.now() + 5_000));
    desk.service.setCredits(100);
    const { code, stdout, stderr } = await desk.shoal('resume');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('“changed.wav” changed after it was checked.');
    expect(stdout).toContain('“replaced.wav” changed after it was checked.');
    expect(stdout).toContain('“moved.mp4” is no longer where it was.');
    expect(await results(desk)).toEqual(['good']);

    await rename(join(desk.folder, 'moved.mp4'), join(desk.clips, 'moved.mp4'));
    await cp(samples().audio, join(desk.clips, 'changed.wav'));
    expect(await desk.shoal('resume')).toMatchObject({ code: 0, stderr: '' });
    expect(await results(desk)).toEqual(['changed', 'good', 'moved', 'replaced']);
    expect(desk.service.stats().creates.accepted).toBe(4);
  });

  test('files that change while their clips wait behind another, hosted already or not yet', async () => {
    await using desk = await createDesk({ faults: [{ on: 'create', nth: 1, do: 'delay', seconds: 8 }] });
    await putClips(samples(), desk.clips, ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    const running = desk.start('run', desk.clips, '--concurrency', '1');
    const waiting = (): unknown[] => desk.states().filter(([name]) => name === 'd' || name === 'g');
    await expect.poll(waiting, { timeout: 20_000 }).toEqual([
      ['d', 'hosted'],
      ['g', 'ready'],
    ]);
    for (const name of ['d', 'g']) await appendFile(join(desk.clips, `${name}.wav`), 'more');
    const { code, stdout } = await running.ended;
    expect(code).toBe(1);
    for (const name of ['d', 'g']) {
      expect(stdout).toContain(`${name}: Rejected: “${name}.wav” changed after it was checked.`);
    }
    expect(await results(desk)).toEqual(['a', 'b', 'c', 'e', 'f']);
    expect(desk.service.stats().creates.received).toBe(5);
  });

  test('answers that are HTML, cut, huge or nonsense, on every call', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    await using desk = await createDesk({
      repeatInputUrls: false,
      faults: [
        { on: 'profile', nth: 1, do: 'html', status: 200 },
        { on: 'create', nth: 1, do: 'html', status: 200, when: 'after' },
        { on: 'create', nth: 2, do: 'cut-body' },
        { on: 'create', nth: 3, do: 'huge', megabytes: 8 },
        { on: 'create', nth: 4, do: 'nonsense' },
        { on: 'get', nth: 1, do: 'html', status: 200 },
        { on: 'get', nth: 2, do: 'html', status: 502 },
        { on: 'get', nth: 3, do: 'cut-body' },
        { on: 'get', nth: 4, do: 'huge', megabytes: 8 },
        { on: 'get', nth: 5, do: 'nonsense' },
        { on: 'result', nth: 1, do: 'html', status: 200 },
        { on: 'result', nth: 2, do: 'cut-body' },
        { on: 'result', nth: 3, do: 'nonsense' },
        { on: 'result', nth: 4, do: 'huge', megabytes: 2 },
      ],
    });
    await putClips(samples(), desk.clips, names);
    const { code, stderr } = await desk.shoal('run', desk.clips, '--concurrency', '8');
    expect({ code, stderr }).toEqual({ code: 5, stderr: '' });
    expect(await results(desk)).toHaveLength(4);
    const { stdout } = await desk.shoal('status');
    expect(stdout.match(/May have been accepted/g)).toHaveLength(4);
    expect((await desk.shoal('resume')).code).toBe(5);
    expect(desk.service.stats().creates).toEqual({ received: 8, accepted: 8 });
  });
});

/** Whether this user may mount a file system: only so can a disk be full without filling a real one. */
function mayMount(): boolean {
  return (
    process.platform === 'linux' && process.getuid?.() === 0 && tried('mount', '--fake', '-t', 'tmpfs', 'none', '/mnt')
  );
}

function tried(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!mayMount())('a full disk (a small tmpfs; skipped where that cannot be mounted)', async (context) => {
  await using desk = await createDesk();
  await putClips(samples(), desk.clips, ['one', 'two']);
  await mkdir(desk.results);
  if (!tried('mount', '-t', 'tmpfs', '-o', 'size=16k', 'none', desk.results)) {
    context.skip();
    return;
  }
  try {
    const running = desk.start('run', desk.clips);
    await running.says('is full. Free some space');
    execFileSync('mount', ['-o', 'remount,size=100m', desk.results]);
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await results(desk)).toEqual(['one', 'two']);
    expect(desk.service.stats().creates.received).toBe(2);
  } finally {
    execFileSync('umount', ['-l', desk.results]);
  }
});
