import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProbe } from '../../../src/main/media/ffprobe.ts';
import { makeClips, RECIPES } from './clips.ts';

let folder: string;
const probe = createProbe({});
const never = new AbortController().signal;
const at = (name: string): string => join(folder, name);

async function codeOf(name: string): Promise<string> {
  const result = await probe.probe(at(name), never);
  return result.ok ? `good, ${result.value.durationSeconds?.toFixed(0) ?? 'unknown'} s` : result.problem.code;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-probe-'));
  await makeClips(folder, Object.keys(RECIPES));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('good media', () => {
  it.each(Object.keys(RECIPES))('%s is whole and 3 s long', async (name) => {
    expect(await codeOf(name)).toBe('good, 3 s');
  });

  it('tells all of a video', async () => {
    const { size } = await stat(at('clip.mp4'));
    expect(await probe.probe(at('clip.mp4'), never)).toMatchObject({
      ok: true,
      value: {
        container: 'mov,mp4,m4a,3gp,3g2,mj2',
        size,
        video: { codec: 'h264', width: 160, height: 90, frameRate: 25 },
        audio: { codec: 'aac', sampleRate: 44100, channels: 1 },
      },
    });
  });

  it.each([
    ['silent.mp4', true, false],
    ['clip.wav', false, true],
    ['cover.mp3', false, true],
  ])('%s has video: %s, audio: %s', async (name, video, audio) => {
    const result = await probe.probe(at(name), never);
    expect(result.ok && [result.value.video !== null, result.value.audio !== null]).toEqual([video, audio]);
  });

  it.each([
    'with  spaces .mp4',
    `it's "quoted" $(touch x) \`y\`.mp4`,
    'emoji 🐟🎬.mp4',
    '欢迎 视频.mp4',
    '-i.mp4',
    'http:__colon.mp4',
    'a:b|c%03d*?.mp4',
    'new\nline.mp4',
    `${'n'.repeat(246)}.mp4`,
  ])('has a name like %j', async (name) => {
    await copyFile(at('clip.mp4'), at(name));
    expect(await codeOf(name)).toBe('good, 3 s');
  });

  it('survives a wrong estimate: variable bit rate without a header is longer on paper than it is', async () => {
    const head = await readFile(at('no-header.mp3'));
    const loud = await readFile(at('clip.mp3'));
    await writeFile(at('estimated.mp3'), Buffer.concat([head, loud.subarray(1000), loud.subarray(1000)]));
    expect(await codeOf('estimated.mp3')).toMatch(/^good/);
  });

  it('survives what writers of streams put in place of sizes, and padding at the end', async () => {
    const wav = await readFile(at('clip.wav'));
    const data = wav.indexOf('data', 36);
    for (const placeholder of [0, 0x7fffffff, 0xffffffff]) {
      const streamed = Buffer.from(wav);
      streamed.writeUInt32LE(placeholder, data + 4);
      streamed.writeUInt32LE(placeholder, 4);
      await writeFile(at('streamed.wav'), streamed);
      expect(await codeOf('streamed.wav')).not.toBe('media.cut-short');
    }
    await writeFile(at('padded.mp4'), Buffer.concat([await readFile(at('fast.mp4')), Buffer.from('TAG and more')]));
    expect(await codeOf('padded.mp4')).toBe('good, 3 s');
  });
});

describe('media cut short', () => {
  const structural = [
    'clip.mp4',
    'fast.mp4',
    'fragmented.mp4',
    'clip.mov',
    'clip.3gp',
    'clip.mkv',
    'clip.webm',
    'clip.avi',
    'clip.ogv',
    'clip.m4a',
    'clip.wav',
    'clip.aiff',
    'clip.ogg',
    'clip.opus',
  ];
  it.each(structural)('%s is noticed wherever it is cut', async (name) => {
    const whole = await readFile(at(name));
    for (const share of [0.3, 0.6, 0.9, 0.99]) {
      await writeFile(at(`cut ${name}`), whole.subarray(0, Math.floor(whole.length * share)));
      expect(await codeOf(`cut ${name}`), `${share}`).toBe('media.cut-short');
    }
  });

  it.each(['clip.mp3', 'variable.mp3', 'cover.mp3', 'clip.flac', 'clip.flv'])(
    '%s, which declares only its duration, is noticed from a tenth on',
    async (name) => {
      const whole = await readFile(at(name));
      for (const share of [0.5, 0.88]) {
        await writeFile(at(`cut ${name}`), whole.subarray(0, Math.floor(whole.length * share)));
        expect(await codeOf(`cut ${name}`), `${share}`).toBe('media.cut-short');
      }
    },
  );
});

describe('what is not media', () => {
  it('is missing', async () => {
    expect(await probe.probe(at('nowhere/at all.mp4'), never)).toEqual({
      ok: false,
      problem: { code: 'media.missing', parameters: { name: 'at all.mp4' } },
    });
    expect(await codeOf('clip.mp4/inside.mp4')).toBe('media.missing');
  });

  it('is unreadable: a folder, a pipe that nobody writes, a loop of links', async () => {
    await mkdir(at('folder.mp4'));
    execFileSync('mkfifo', [at('pipe.mp4')]);
    execFileSync('ln', ['-s', 'loop.mp4', at('loop.mp4')]);
    for (const name of ['folder.mp4', 'pipe.mp4', 'loop.mp4']) expect(await codeOf(name)).toBe('media.unreadable');
  });

  it('is unreadable: no permission', async () => {
    await writeFile(at('secret.mp4'), 'x', { mode: 0o000 });
    await chmod(folder, 0o755);
    // Permissions do not bind root, so root becomes nobody for a moment.
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid?.(65534);
    try {
      expect(await probe.probe(at('secret.mp4'), never)).toEqual({
        ok: false,
        problem: { code: 'media.unreadable', parameters: { name: 'secret.mp4', reason: 'EACCES' } },
      });
    } finally {
      if (root) process.seteuid?.(0);
    }
  });

  it('is empty, text, noise, a picture, or a list of other files', async () => {
    await writeFile(at('empty.mp4'), '');
    expect(await codeOf('empty.mp4')).toBe('media.empty');
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
    const files = {
      'text.mp4': 'This is not media.\n',
      'one.wav': 'x',
      'art.nfo': 'This is not media.\n',
      'zeros.mp3': Buffer.alloc(10_000),
      'picture.png': Buffer.from(png, 'base64'),
      'picture.mp4': Buffer.from(png, 'base64'),
      'live.m3u8': '#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nclip.ts\n',
      'list.mp4': 'ffconcat version 1.0\nfile clip.mp4\n',
      'words.srt': '1\n00:00:01,000 --> 00:00:02,000\nHello\n',
    };
    for (const [name, content] of Object.entries(files)) {
      await writeFile(at(name), content);
      expect(await codeOf(name), name).toBe('media.not-media');
    }
  });
});

/** A program in place of ffprobe that writes its process id before it does `body`. */
async function fake(name: string, body: string): Promise<{ path: string; pid: () => Promise<number> }> {
  const path = at(name);
  await writeFile(path, `#!/bin/sh\necho $$ > '${path}.new' && mv '${path}.new' '${path}.pid'\n${body}\n`);
  await chmod(path, 0o755);
  return { path, pid: async () => Number(await readFile(`${path}.pid`, 'utf8')) };
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a ffprobe that misbehaves', () => {
  it('hangs: it is ended, and nothing is left of it', async () => {
    const { path, pid } = await fake('hangs', 'exec sleep 1000');
    const result = await createProbe({ ffprobePath: path, timeoutMs: 1000 }).probe(at('clip.mp4'), never);
    expect(result).toEqual({
      ok: false,
      problem: { code: 'media.probe-timeout', parameters: { name: 'clip.mp4', seconds: 1 } },
    });
    expect(runs(await pid())).toBe(false);
  });

  it('ignores the polite signal', async () => {
    const { path, pid } = await fake('stubborn', "trap '' TERM\nwhile :; do :; done");
    const result = await createProbe({ ffprobePath: path, timeoutMs: 1000 }).probe(at('clip.mp4'), never);
    expect(!result.ok && result.problem.code).toBe('media.probe-timeout');
    expect(runs(await pid())).toBe(false);
  });

  it.each(['', ' >&2'])('floods its output (exec yes%s)', async (where) => {
    const { path, pid } = await fake(`floods${where.length}`, `exec yes${where}`);
    const result = await createProbe({ ffprobePath: path }).probe(at('clip.mp4'), never);
    expect(!result.ok && result.problem.code).toBe('media.unreadable');
    expect(runs(await pid())).toBe(false);
  });

  it('is aborted: rejects with the reason, and nothing is left of it', async () => {
    const { path, pid } = await fake('aborted', 'exec sleep 1000');
    const controller = new AbortController();
    const probing = createProbe({ ffprobePath: path }).probe(at('clip.mp4'), controller.signal);
    while (!existsSync(`${path}.pid`)) await wait(5);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(probing).rejects.toBe(reason);
    expect(runs(await pid())).toBe(false);
    await expect(probe.probe(at('clip.mp4'), controller.signal)).rejects.toBe(reason);
  });

  it.each([
    ['crashes', 'kill -SEGV $$', 'media.unreadable'],
    ['says nothing', 'exit 0', 'media.probe-missing'],
    ['does not know the options', 'echo usage >&2; exit 1', 'media.probe-missing'],
    ['knows nothing of the file', 'echo "{}"; exit 1', 'media.not-media'],
  ])('%s', async (name, body, code) => {
    const { path } = await fake(name, body);
    const result = await createProbe({ ffprobePath: path }).probe(at('clip.mp4'), never);
    expect(!result.ok && result.problem.code).toBe(code);
  });

  it('is missing, or is not a program', async () => {
    for (const ffprobePath of [at('no ffprobe here'), at('clip.wav'), folder]) {
      const result = await createProbe({ ffprobePath }).probe(at('clip.mp4'), never);
      expect(!result.ok && result.problem.code).toBe('media.probe-missing');
    }
  });

  it('learns no secret from the environment', async () => {
    const { path } = await fake('nosy', `env > '${at('environment')}'; echo '{}'; exit 1`);
    process.env['FISHSPEECH_API_TOKEN'] = 'secret-token';
    try {
      await createProbe({ ffprobePath: path }).probe(at('clip.mp4'), never);
    } finally {
      delete process.env['FISHSPEECH_API_TOKEN'];
    }
    expect(await readFile(at('environment'), 'utf8')).not.toContain('secret-token');
  });
});
