import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { LinkMessagePortClient } from '@orpc/client/message-port';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createClient, type Client } from '../../../src/shared/contract/link.ts';
import { createServe } from '../../../src/main/contract/serve.ts';
import { openWindowService, type WindowService } from '../../../src/main/contract/window-service.ts';
import { openWorkspace } from '../../../src/main/session/open-workspace.ts';

let folder = '';
let service: WindowService;
const faults: unknown[] = [];
const ports: MessagePort[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-port-'));
  const dataDir = join(folder, 'data');
  const opened = await openWindowService({
    dataFolder: dataDir,
    practice: true,
    open: (practice) =>
      openWorkspace({
        session: { dataDir, apiUrl: 'https://service.example', practice },
        worker: 'a test',
        resultsFolder: join(folder, 'results'),
        fileManager: null,
        onFault: (error) => faults.push(error),
      }),
  });
  if (!opened.ok) throw new Error(opened.problem.code);
  service = opened.value;
});
afterAll(async () => {
  for (const port of ports) port.close();
  await service.stop();
  await rm(folder, { recursive: true });
});

/** A window at one end of a channel, the engine at the other. */
function connect(): { client: Client; port: MessagePort; lost: () => number } {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const serve = createServe(service.context, (error) => faults.push(error));
  serve({
    send: (message) => port1.postMessage(message),
    onMessage: (listener) => port1.on('message', listener),
    onClose: (listener) => port1.on('close', listener),
  });
  let losses = 0;
  const client = createClient((lost) => {
    let open = true;
    port2.on('close', () => {
      open = false;
      losses += 1;
      lost();
    });
    const link = new LinkMessagePortClient({
      port: {
        on: (event, callback) => void port2.on(event, (data: unknown) => callback({ data })),
        postMessage: (data: unknown) => port2.postMessage(data),
      },
    });
    return Promise.resolve({ link, isOpen: () => open });
  });
  return { client, port: port2, lost: () => losses };
}

it('carries calls, and the stream of changes', async () => {
  const { client } = connect();
  const { app, revision } = await client.app.snapshot();
  expect(app.practice).toBe(true);
  const changes = await client.queue.changes({ since: revision });
  await client.queue.setConcurrency({ concurrency: 7 });
  for await (const change of changes) {
    if (change.kind === 'changes' && change.app?.settings.concurrency === 7) break;
  }
  expect((await client.app.snapshot()).app.settings.concurrency).toBe(7);
});

it('drops what is not of the contract, says so, and goes on', async () => {
  const { client, port } = connect();
  await client.app.snapshot();
  const before = faults.length;
  for (const nonsense of ['', 'nonsense', '{"i":', 7, null, new Uint8Array([255, 0, 1]), { id: {} }, ['x']])
    port.postMessage(nonsense);
  await vi.waitFor(() => expect(faults.length).toBeGreaterThan(before));
  expect((await client.app.snapshot()).app.practice).toBe(true);
});

it('refuses input that the contract does not allow', async () => {
  const { client } = connect();
  await expect(client.queue.setConcurrency({ concurrency: -1 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

it('says of a full disk what it is, to the window and to the log; a bug is told to the log alone', async () => {
  const { client } = connect();
  const { holds } = service.context.workspace().engine;
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  const bug = new Error('a mistake');
  const begin = vi.spyOn(holds, 'begin');
  for (const error of [full, bug])
    begin.mockImplementationOnce(() => {
      throw error;
    });
  faults.length = 0;
  await expect(client.queue.pause()).rejects.toMatchObject({
    code: 'PROBLEM',
    defined: true,
    data: { code: 'ledger.unusable', parameters: { reason: 'database or disk is full' } },
  });
  await expect(client.queue.pause()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR', defined: false });
  begin.mockRestore();
  expect(faults.splice(0)).toEqual([full, bug]);
});

it('serves each window by a port of its own; one that closes ends nothing for the others', async () => {
  const [one, other] = [connect(), connect()];
  await Promise.all([one.client.app.snapshot(), other.client.app.snapshot()]);
  one.port.close();
  await once(one.port, 'close');
  expect(one.lost()).toBe(1);
  expect((await other.client.app.snapshot()).app.practice).toBe(true);
});
