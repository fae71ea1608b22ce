import type { Result } from '../../shared/result.ts';
import { success } from '../../shared/result.ts';
import { ListReading } from '../core/list-reading.ts';
import type { RemoteJob } from '../core/remote.ts';
import type { QueueContext } from './context.ts';

/** [L] wants the list for recovery only; this keeps it under one call a second. */
export const listPaceMs = 1_100;
const mostPages = 400;

export interface Walk {
  /** Every job that was seen, as the service gave them, each once. */
  jobs: RemoteJob[];
  /** False when a job may have been missed, or the list did not come to an end. */
  isComplete: boolean;
}

/** Walks the service's list; all walks together keep to its pace. */
export class ListWalker {
  readonly #context: Pick<QueueContext, 'client' | 'clock'>;
  /** Monotonic, ms. */
  #nextCallAt = -Infinity;

  constructor(context: Pick<QueueContext, 'client' | 'clock'>) {
    this.#context = context;
  }

  /**
   * Reads the list to its end, or until all that follows is certainly older than `backTo` (the service's clock, ms since
   * 1970; null for all). Fails as the list call does.
   */
  async walk(backTo: number | null, signal: AbortSignal): Promise<Result<Walk>> {
    const reading = new ListReading(backTo);
    for (let calls = 0; calls < mostPages; calls += 1) {
      await this.#pause(signal);
      const answer = await this.#context.client.list(reading.request, signal);
      this.#nextCallAt = Math.max(this.#nextCallAt, this.#context.clock.monotonic() + listPaceMs);
      // Some services refuse a page beyond the last one, and do not give it empty.
      const isRefused = !answer.ok && calls > 0 && /^service\.(not-found|bad-request)$/.test(answer.problem.code);
      if (!answer.ok && !isRefused) return answer;
      const end = answer.ok ? reading.take(answer.value) : reading.refused();
      if (end !== null) return success({ jobs: reading.jobs, isComplete: end.isComplete });
    }
    return success({ jobs: reading.jobs, isComplete: false });
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    const now = clock.monotonic();
    const at = Math.max(now, this.#nextCallAt);
    this.#nextCallAt = at + listPaceMs;
    if (at > now) await clock.sleep(at - now, signal);
  }
}
