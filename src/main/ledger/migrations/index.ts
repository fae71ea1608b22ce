import { first } from './001-first.ts';
import { windows } from './002-windows.ts';
import { bills } from './004-bills.ts';

/**
 * Every migration, in order; `PRAGMA user_version` counts those that were applied. Forward only: a landed one is never
 * edited, a mistake is mended by the next.
 */
export const migrations: readonly string[] = [first, windows, bills];
