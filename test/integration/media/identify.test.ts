import { createHash } from 'node:crypto';
import { appendFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identify } from '../../../src/main/media/identify.ts';

let folder: string;
const never = new AbortController().signal;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-identify-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Identifies a file and does `change` to it once, after it was opened and before its content is read. */
async function whileRead(name: string, change: (path: string) => void) {
  const path = at(name);
  await writeFile(path, 'content');
  const { signal } = new AbortController();
  signal.throwIfAborted = () => {
    signal.throwIfAborted = () => undefined;
    change(path);
  };
  return identify(path, signal);
}

describe('identify', () => {
  it('tells size, time and hash of a file of several chunks', async () => {
    const content = Buffer.alloc(2_500_001, 'shoal');
    await writeFile(at('a.bin'), content);
    await utimes(at('a.bin'), 1_700_000_000, 1_700_000_000.25);
    expect(await identify(at('a.bin'), never)).toEqual({
      ok: true,
      value: {
        size: content.length,
        modifiedMs: 1_700_000_000_250,
        contentHash: createHash('sha256').update(content).digest('hex'),
      },
    });
  });

  it.each([
    ['grows', (path: string) => appendFileSync(path, 'more')],
    ['is touched', (path: string) => utimesSync(path, 1, 1)],
    [
      'is replaced',
      (path: string) => {
        writeFileSync(`${path}.new`, 'CONTENT');
        renameSync(`${path}.new`, path);
      },
    ],
  ])('notices a file that %s while it is read', async (name, change) => {
    expect(await whileRead(name, change)).toEqual({
      ok: false,
      problem: { code: 'media.changed', parameters: { name } },
    });
  });

  it('notices a file that goes away while it is read', async () => {
    const result = await whileRead('goes', (path) => rmSync(path));
    expect(!result.ok && result.problem.code).toBe('media.missing');
  });

  it('says what is missing and what is no file', async () => {
    const missing = await identify(at('nothing'), never);
    expect(!missing.ok && missing.problem.code).toBe('media.missing');
    const unreadable = await identify(folder, never);
    expect(!unreadable.ok && unreadable.problem.code).toBe('media.unreadable');
  });

  it('stops when aborted', async () => {
    const controller = new AbortController();
    await writeFile(at('b.bin'), 'content');
    const identifying = identify(at('b.bin'), controller.signal);
    controller.abort(new Error('enough'));
    await expect(identifying).rejects.toThrow('enough');
  });
});
