import { useEffect, useState } from 'react';
import type { QueueSnapshot } from '../../../shared/queue-snapshot.ts';
import type { Result } from '../../../shared/result.ts';

/** The queue as the ledger has it now, read again whenever it may have changed; null before the first answer. */
export function useQueue(): Result<QueueSnapshot> | null {
  const [reading, setReading] = useState<Result<QueueSnapshot> | null>(null);
  useEffect(() => {
    let isShown = true;
    const read = (): void => {
      void window.shoal.readQueue().then((now) => {
        if (isShown) setReading(now);
      });
    };
    const stop = window.shoal.onQueueChanged(read);
    read();
    return () => {
      isShown = false;
      stop();
    };
  }, []);
  return reading;
}
