import type { Journal } from './journal.ts';
import { Emitter, onlyThis } from './part.ts';

export interface PowerEvents {
  suspend: [];
  resume: [];
  'on-ac': [];
  'on-battery': [];
  'lock-screen': [];
  'unlock-screen': [];
  shutdown: [];
}

/** `powerMonitor`; its events come from the test. */
export function createPowerMonitor() {
  return onlyThis(
    'powerMonitor',
    new Emitter<PowerEvents>('powerMonitor', {
      suspend: true,
      resume: true,
      'on-ac': true,
      'on-battery': true,
      'lock-screen': true,
      'unlock-screen': true,
      shutdown: true,
    }),
  );
}

/** `powerSaveBlocker`. */
export function createPowerSaveBlocker(journal: Journal) {
  const started = new Set<number>();
  let count = 0;
  return onlyThis('powerSaveBlocker', {
    start(type) {
      journal.note('powerSaveBlocker.start', type);
      started.add(++count);
      return count;
    },
    stop(id) {
      journal.note('powerSaveBlocker.stop');
      return started.delete(id);
    },
    isStarted: (id) => started.has(id),
  } satisfies Pick<Electron.PowerSaveBlocker, 'start' | 'stop' | 'isStarted'>);
}
