import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { practiceFolder } from '../../src/main/session/data-folder.ts';
import { rememberedPort } from '../../src/main/session/remembered-port.ts';
import { openSession } from '../../src/main/session/session.ts';

let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'shoal-session-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

it('says that another process practises in the same data folder, and leaves nothing open', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const bound = other.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  const port = rememberedPort(join(practiceFolder(dataDir), 'port'));
  port.keep(bound.port);
  const open = () => openSession({ dataDir, apiUrl: '', practice: true }, 'test', () => undefined);

  const refused = await open();
  expect(refused).toMatchObject({ ok: false, problem: { code: 'practice.unavailable' } });

  other.close();
  await once(other, 'close');
  const opened = await open();
  if (!opened.ok) throw new Error(opened.problem.code);
  expect(new URL(opened.value.apiUrl).port).toBe(String(bound.port));
  await opened.value.stop();
});

it('says so when the ledger takes nothing at the start, as on a full disk, and leaves nothing open', async () => {
  const opened = await openSession({ dataDir, apiUrl: '', practice: true }, 'test', () => undefined);
  if (!opened.ok) throw new Error(opened.problem.code);
  const { engine } = opened.value;
  vi.spyOn(engine.ledger.settings, 'set').mockImplementation(() => {
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  });
  expect(await engine.start()).toMatchObject({ ok: false, problem: { code: 'ledger.unusable' } });
  await opened.value.stop();
});
