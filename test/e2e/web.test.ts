import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const project = join(import.meta.dirname, '../..');
const isBuilt = existsSync(join(project, 'out/renderer/index.html'));

/** Starts `shoal web`, gives `use` the link that it prints, and ends it as a person does. */
async function withWeb(folder: string, use: (link: string) => Promise<void>): Promise<void> {
  const args = ['bin/shoal.mjs', 'web', '--practice', '--no-open', '--data-dir', folder];
  const shoal = spawn(process.execPath, args, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(shoal, 'exit');
  let errors = '';
  shoal.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  try {
    const lines = createInterface(shoal.stdout)[Symbol.asyncIterator]();
    const first: unknown = (await lines.next()).value;
    const [link = ''] = /http:\S+/.exec(String(first)) ?? [];
    await use(link);
  } finally {
    shoal.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  }
  expect(errors).toBe('');
}

test.runIf(isBuilt)(
  'shoal web prints a link that leads to the built window, ends in order, and is at the same address the next time',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shoal-web-'));
    let address = '';
    try {
      await withWeb(folder, async (link) => {
        address = new URL(link).origin;
        const entered = await fetch(link);
        const [cookie = ''] = (entered.headers.get('set-cookie') ?? '').split(';');
        const page = await fetch(new URL('/', link), { headers: { cookie } });
        expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
        const script = /src="([^"]+\.js)"/.exec(await page.text())?.[1] ?? 'none';
        const loaded = await fetch(new URL(script, new URL('/', link)), { headers: { cookie } });
        expect([loaded.status, loaded.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
      });
      await withWeb(folder, (link) => expect.poll(() => new URL(link).origin).toBe(address));
      // Another program has that port now: any other will do.
      const taker = createServer().listen(Number(new URL(address).port), '127.0.0.1');
      await once(taker, 'listening');
      await withWeb(folder, (link) => expect.poll(() => new URL(link).origin).not.toBe(address));
      taker.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
