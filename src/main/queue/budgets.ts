import { budgetVerdict, type BudgetVerdict } from '../core/budget.ts';
import type { Job } from '../core/job.ts';
import type { Charge } from '../ledger/spending.ts';
import type { QueueContext } from './context.ts';

type BudgetContext = Pick<QueueContext, 'ledger' | 'apiUrl' | 'holds' | 'prices'>;

/** Keeps the budgets: says of a clip whether its batch may still pay for it, and ends holds that have become needless. */
export class Budgets {
  readonly #context: BudgetContext;

  constructor(context: BudgetContext) {
    this.#context = context;
  }

  /** To be asked in the same commit as the attempt that it allows, so that no two clips pass together. */
  verdict({ batchId, videoSeconds, audioSeconds }: Job): BudgetVerdict {
    const { ledger, apiUrl, prices } = this.#context;
    const budget = ledger.batches.get(batchId)?.budget ?? null;
    if (budget === null) return { kind: 'fits' };
    const { known, underWay, doubtful, unpriced } = ledger.spending.ofBatch(apiUrl, batchId);
    const most = (charge: Charge): number | null => prices.most(charge);
    const next = most({ lengths: { video: videoSeconds, audio: audioSeconds }, credits: null });
    const charged = [...doubtful, ...unpriced].map(most);
    return budgetVerdict(budget, { known, underWay: underWay.map(most), doubtful: charged }, next);
  }

  /** Ends each budget's hold whose next clip fits after all: a clip cost less than it might have, or left the queue. */
  review(): void {
    const { ledger, holds } = this.#context;
    for (const { kind, batchId } of holds.inForce()) {
      if (kind !== 'budget' || batchId === null) continue;
      const next = ledger.jobs.nextOfBatch(batchId);
      if (next === null || this.verdict(next).kind !== 'over') holds.end('budget', 'itself', batchId);
    }
  }
}
