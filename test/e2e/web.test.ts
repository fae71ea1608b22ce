import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const project = join(import.meta.dirname, '../..');
const isBuilt = existsSync(join(project, 'out/renderer/index.html'));

test.runIf(isBuilt)(
  'shoal web prints a link that leads to the built window, and ends in order when it is asked to',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shoal-web-'));
    const args = ['bin/shoal.mjs', 'web', '--practice', '--no-open', '--data-dir', folder];
    const shoal = spawn(process.execPath, args, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(shoal, 'exit');
    let errors = '';
    shoal.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    try {
      const lines = createInterface(shoal.stdout)[Symbol.asyncIterator]();
      const first: unknown = (await lines.next()).value;
      const [link = ''] = /http:\S+/.exec(String(first)) ?? [];
      const entered = await fetch(link);
      const [cookie = ''] = (entered.headers.get('set-cookie') ?? '').split(';');
      const page = await fetch(new URL('/', link), { headers: { cookie } });
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      const script = /src="([^"]+\.js)"/.exec(await page.text())?.[1] ?? 'none';
      const loaded = await fetch(new URL(script, new URL('/', link)), { headers: { cookie } });
      expect([loaded.status, loaded.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    } finally {
      shoal.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
      await rm(folder, { recursive: true });
    }
    expect(errors).toBe('');
  },
);
