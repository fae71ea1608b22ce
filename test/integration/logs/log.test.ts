import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createLog, type Log } from '../../../src/main/logs/log.ts';
import { RotatingFile } from '../../../src/main/logs/rotating-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (at = join(folder, 'logs')): Log =>
  createLog({ folder: at, version: '1.2.3', secrets: () => ['s3cr3t"token'] });

test('lines are JSON with time and event, and nothing that must not leave this computer', async () => {
  const log = open();
  const url = 'https://media.example/object/abc?signature=def';
  log.write('call', { status: 401, reason: `Bearer abc of ${url}`, job: null, said: 'bad s3cr3t"token' });
  log.fault(new Error(`ENOENT ${join(homedir(), 'films')} ${url}`));
  const text = await readFile(join(folder, 'logs/shoal.log'), 'utf8');
  const lines = text
    .trim()
    .split('\n')
    .map((line) => z.looseObject({ time: z.iso.datetime() }).parse(JSON.parse(line)));
  expect(lines).toMatchObject([
    { level: 'info', event: 'call', version: '1.2.3', status: 401, job: null, said: 'bad …' },
    { level: 'error', event: 'fault' },
  ]);
  for (const hidden of ['abc', 'def', 's3cr3t', `${homedir()}/films`]) expect(text).not.toContain(hidden);
  expect(log.faults(10)).toHaveLength(1);
  expect(log.lines(1)[0]).toContain('"fault"');
  expect((await stat(join(folder, 'logs/shoal.log'))).mode & 0o077).toBe(0);
});

test('files are turned over by size, and the oldest are dropped', async () => {
  const file = new RotatingFile(join(folder, 'x.log'), { files: 3, mostBytes: 100 });
  for (let line = 0; line < 50; line += 1) file.add(`line ${String(line).padStart(4, '0')}\n`);
  expect((await readdir(folder)).toSorted()).toEqual(['x.log', 'x.log.1', 'x.log.2']);
  for (const name of await readdir(folder)) expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(100);
  expect(file.last(12)).toEqual(Array.from({ length: 12 }, (_, index) => `line 00${38 + index}`));
  // A second process that began earlier goes on in the new file.
  new RotatingFile(join(folder, 'x.log'), { files: 3, mostBytes: 100 }).add('from elsewhere\n');
  file.add('and here\n');
  expect(file.last(2)).toEqual(['from elsewhere', 'and here']);
});

test('a log that cannot be written stops nothing', async () => {
  await writeFile(join(folder, 'in-the-way'), '');
  const log = open(join(folder, 'in-the-way', 'logs'));
  expect(() => log.fault(new Error('x'))).not.toThrow();
  expect(log.lines(5)).toEqual([]);
});
