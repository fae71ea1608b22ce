import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A secret from standard input, or one line from the terminal, which shows nothing of it. Null for Ctrl-C and Ctrl-D. */
export async function typedSecret(name: string): Promise<string | null> {
  if (!process.stdin.isTTY) return text(process.stdin);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  // Only now does the terminal show nothing.
  process.stderr.write(`${name} (nothing is shown while you type or paste): `);
  const line = await new Promise<string | null>((resolve) => {
    lines.once('line', resolve);
    lines.once('SIGINT', () => resolve(null));
    lines.once('close', () => resolve(null));
  });
  lines.close();
  process.stderr.write('\n');
  return line;
}
