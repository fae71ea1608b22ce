import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('ceph-rgw.sh', import.meta.url));
const programs = { radosgw: 'radosgw', 'ceph-mon': 'ceph-mon', 'ceph-osd': 'ceph-osd', 'radosgw-admin': 'radosgw' };

/** A real S3 server, the Ceph object gateway, on loopback. */
export interface Ceph {
  url: string;
  /** How many bytes may lie there from now on; null for no end. */
  setRoom(bytes: number | null): Promise<void>;
  stop(): Promise<void>;
}

/** Two ports next to each other that are free: the gateway's and its monitor's. */
async function freePorts(): Promise<number> {
  for (;;) {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const address = first.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const second = createServer().listen(port + 1, '127.0.0.1');
    const isFree = await Promise.race([
      once(second, 'listening').then(() => true),
      once(second, 'error').then(() => false),
    ]);
    for (const server of [first, second]) server.close();
    if (isFree && port < 65_000) return port;
  }
}

/** Starts it (about 12 s). Throws with a sentence that names the apt packages when they are missing. */
export async function startCeph(): Promise<Ceph> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const missing = Object.entries(programs).filter(
    ([program]) => !folders.some((folder) => existsSync(join(folder, program))),
  );
  if (missing.length > 0) {
    throw new Error(
      `These tests need a real S3 server, and ${missing.map(([program]) => program).join(', ')} is missing: ` +
        'apt-get install radosgw ceph-mon ceph-osd ceph-mgr',
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'shoal-ceph-'));
  const port = await freePorts();
  // A process group of its own, so that all that it starts ends with it.
  const child = spawn('bash', [script, join(folder, 'ceph'), String(port)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const stop = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null) {
      const ended = once(child, 'exit');
      process.kill(-child.pid, 'SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const setRoom = async (bytes: number | null): Promise<void> => {
    const quota = (does: string, ...more: string[]) =>
      promisify(execFile)('radosgw-admin', ['quota', does, '--quota-scope=user', '--uid=tester', ...more], {
        env: { ...process.env, CEPH_CONF: join(folder, 'ceph/ceph.conf') },
      });
    if (bytes === null) await quota('disable');
    else {
      await quota('set', `--max-size=${bytes}`);
      await quota('enable');
    }
  };
  let said = '';
  child.stdout.setEncoding('utf8');
  for await (const text of child.stdout) {
    said += String(text);
    if (said.includes('ready')) return { url: `http://127.0.0.1:${port}`, setRoom, stop };
  }
  await stop();
  throw new Error(`The S3 server did not start: ${said}`);
}
