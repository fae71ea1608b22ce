import { problem, type Problem } from '../../shared/problems.ts';

/** What a batch has used and may still use, as far as prices are known; null for what cannot be told. */
export interface BatchSpending {
  known: number;
  /** The most that each clip under way, or that may have been charged, costs. */
  underWay: readonly (number | null)[];
  doubtful: readonly (number | null)[];
}

/** Whether one more clip may be submitted: now, when those under way have told what they cost, or not at all. */
export type BudgetVerdict = { kind: 'fits' } | { kind: 'wait' } | { kind: 'over'; problem: Problem };

/** What an addition of floating-point numbers may be off. */
const slack = 1e-6;

/**
 * Says whether a batch with this budget, in credits, may submit one more clip that costs `next` at the most. While that
 * is unknown, one clip is submitted at a time.
 */
export function budgetVerdict(budget: number, spending: BatchSpending, next: number | null): BudgetVerdict {
  const maybe = [...spending.underWay, ...spending.doubtful];
  const open = maybe.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const over = (): BudgetVerdict => {
    const parameters = { budget: round(budget), used: round(spending.known), open: round(open) };
    return next === null
      ? { kind: 'over', problem: problem('budget.used-up', parameters) }
      : { kind: 'over', problem: problem('budget.reached', { ...parameters, next: round(next) }) };
  };
  const certain = spending.known + open;
  if (certain + (next ?? 0) > budget + slack) return over();
  if (next !== null && !maybe.includes(null)) return { kind: 'fits' };
  if (spending.underWay.length > 0) return { kind: 'wait' };
  if (spending.doubtful.includes(null)) {
    return { kind: 'over', problem: problem('budget.unknown', { budget: round(budget) }) };
  }
  return certain < budget - slack ? { kind: 'fits' } : over();
}

function round(credits: number): number {
  return Math.round(credits * 100) / 100;
}
