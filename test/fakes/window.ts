import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, overWebSocket, type Client } from '../../src/shared/contract/link.ts';
import type { FileManager } from '../../src/main/core/ports.ts';
import { systemClock, systemRandom } from '../../src/main/session/clock.ts';
import type { SessionOptions } from '../../src/main/session/session.ts';
import { openWorkspace } from '../../src/main/session/open-workspace.ts';
import { createWebHost, type WebHost } from '../../src/main/web/host.ts';
import { contractPath } from '../../src/shared/contract/media-addresses.ts';

/** A web host over the practice service and real files, and what a browser that was let in would have. */
export interface TestWindow {
  host: WebHost;
  /** `http://127.0.0.1:port`. */
  base: string;
  cookie: string;
  folder: string;
  faults: unknown[];
  client: Client;
  /** Each WebSocket that the client made, newest last. */
  sockets: WebSocket[];
  /** All that came over them. */
  received: string[];
  /** Fetches as a page of the host would. */
  fetch: (path: string, init?: RequestInit) => Promise<Response>;
  stop: () => Promise<void>;
}

/** `session` changes what the workspace is opened with; without it the practice service is used. */
export async function openTestWindow(
  fileManager: FileManager | null = null,
  session?: Partial<SessionOptions>,
): Promise<TestWindow> {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-window-'));
  const windowFolder = join(folder, 'window');
  await mkdir(join(windowFolder, 'assets'), { recursive: true });
  await writeFile(join(windowFolder, 'index.html'), '<!doctype html><title>Shoal</title>');
  await writeFile(join(windowFolder, 'assets', 'index-abc.js'), 'export {};');
  const faults: unknown[] = [];
  const onFault = (error: unknown): void => void faults.push(error);
  const dataDir = join(folder, 'data');
  const started = await createWebHost({
    dataFolder: dataDir,
    windowFolder,
    port: 0,
    practice: session === undefined,
    clock: systemClock,
    random: systemRandom,
    open: (practice) =>
      openWorkspace({
        session: { dataDir, apiUrl: 'https://service.example', practice, renderSpeed: 20, ...session },
        worker: 'a test',
        resultsFolder: join(folder, 'results'),
        fileManager,
        onFault,
      }),
    onFault,
  });
  if (!started.ok) throw new Error(JSON.stringify(started.problem));
  const host = started.value;
  const link = new URL(host.newLink());
  const base = link.origin;
  const entered = await fetch(link);
  const [cookie = ''] = (entered.headers.get('set-cookie') ?? '').split(';');
  const sockets: WebSocket[] = [];
  const received: string[] = [];
  const client = createClient(
    overWebSocket(`${base.replace('http', 'ws')}${contractPath}`, (url) => {
      const socket = new WebSocket(url, { headers: { cookie, origin: base } });
      sockets.push(socket);
      socket.addEventListener('message', ({ data }) =>
        received.push(data instanceof ArrayBuffer ? Buffer.from(data).toString('latin1') : String(data)),
      );
      return socket;
    }),
  );
  return {
    host,
    base,
    cookie,
    folder,
    faults,
    client,
    sockets,
    received,
    fetch: (path, init = {}) =>
      fetch(base + path, {
        ...init,
        headers: { cookie, origin: base, ...Object.fromEntries(new Headers(init.headers)) },
      }),
    async stop() {
      for (const socket of sockets) socket.close();
      await host.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
