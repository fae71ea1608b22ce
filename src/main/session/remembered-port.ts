import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A port that is the same every time, kept in a small file. 0 stands for any, before the first time. */
export function rememberedPort(path: string): { get(): number; keep(port: number): void } {
  return {
    get() {
      try {
        const port = Number(readFileSync(path, 'utf8'));
        return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
      } catch {
        return 0;
      }
    },
    keep(port) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, String(port));
    },
  };
}
