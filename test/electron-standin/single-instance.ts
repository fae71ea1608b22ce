import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const messageSchema = z.object({ argv: z.array(z.string()), cwd: z.string(), additionalData: z.unknown() });
/** What a second start tells the first. */
export type SecondStart = z.infer<typeof messageSchema>;

/**
 * The lock of one program over a data folder, at `path`. When another process has it, `handOver` tells that process of this start,
 * and gives back null; else `onSecond` hears of later ones. Not for two starts in the same instant.
 */
export function takeSingleInstanceLock(
  path: string,
  mine: SecondStart,
  onSecond: (second: SecondStart) => void,
): { isFirst: true; release: () => void } | { isFirst: false; handedOver: Promise<void> } {
  const socketPath = `${path}.socket`;
  mkdirSync(dirname(path), { recursive: true });
  if (isHeld(path)) return { isFirst: false, handedOver: handOver(socketPath, mine) };
  writeFileSync(path, String(process.pid));
  rmSync(socketPath, { force: true });
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => (text += part));
    socket.on('end', () => {
      socket.end();
      onSecond(messageSchema.parse(JSON.parse(text)));
    });
  });
  server.listen(socketPath).unref();
  return {
    isFirst: true,
    release() {
      server.close();
      rmSync(path, { force: true });
    },
  };
}

function isHeld(path: string): boolean {
  try {
    process.kill(Number(readFileSync(path, 'utf8')), 0);
    return true;
  } catch {
    return false; // no lock, or that of a process that is gone
  }
}

async function handOver(socketPath: string, mine: SecondStart): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const isDone = await new Promise<boolean>((resolve) => {
      const socket = connect(socketPath);
      socket.on('error', () => resolve(false)); // the first is only just starting
      socket.on('close', () => resolve(true));
      socket.resume().end(JSON.stringify(mine));
    });
    if (isDone) return;
    await sleep(20);
  }
}
