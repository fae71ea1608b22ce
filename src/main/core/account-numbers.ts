import type { Estimate } from '../../shared/contract/common.ts';

/** The readings of the account from the last one on at which no clip of this ledger was under way, oldest first. */
export type SinceQuiet = readonly {
  credits: number | null;
  /** What this ledger's clips had been charged by then; null when a price was unknown. */
  ours: number | null;
  /** What those under way might have been charged beyond that; null when a price was unknown. */
  open: number | null;
  /** What other work was found to have used since the reading before. */
  elsewhere: number;
}[];

/** Less than this is a rounding error. */
const least = 0.005;

/**
 * What other work on the account has used, at the least, beyond what was found before: how far the balance fell below
 * what this ledger's clips can explain. 0 when it is explained, or when it cannot be told.
 */
export function spentElsewhere(now: {
  since: SinceQuiet;
  credits: number | null;
  ours: number | null;
  open: number | null;
}): number {
  const gone = unexplained(now);
  if (gone === null || now.open === null) return 0;
  const more = gone.credits - now.open - gone.error;
  return more >= least ? hundredths(more) : 0;
}

/**
 * What the failed clips were billed each, when nothing of this ledger is under way and all its other clips were charged
 * `ours` in all. `expected`: what each would have cost; null where no price tells. Null where it cannot be told: the
 * account was topped up, several failures share a bill, or what is gone is not what such a clip costs.
 */
export function billsOfFailures(now: {
  since: SinceQuiet;
  credits: number | null;
  ours: number | null;
  expected: readonly (Pick<Estimate, 'low' | 'high'> | null)[];
}): number | null {
  const gone = unexplained(
    now,
    now.expected.flatMap((each) => each?.low ?? []),
  );
  if (gone === null || gone.toppedUp) return null;
  const { credits } = gone;
  const error = gone.error + least;
  // A bill that is no more than the account's numbers may be off is not seen in them.
  if (Math.abs(credits) <= error) return now.expected.every((each) => each === null || each.low > error) ? 0 : null;
  const [only, ...others] = now.expected;
  if (only === undefined || only === null || others.length > 0) return null;
  return credits >= only.low - error && credits <= only.high + error ? hundredths(credits) : null;
}

/** How much the balance fell beyond what these clips and other work were found to have used; null when it cannot be told. */
function unexplained(
  now: { since: SinceQuiet; credits: number | null; ours: number | null },
  maybe: readonly number[] = [],
): { credits: number; toppedUp: boolean; error: number } | null {
  const { since, credits, ours } = now;
  const gone = goneSince(since, credits);
  const quiet = since[0]?.ours ?? null;
  if (gone === null || quiet === null || ours === null) return null;
  const found = since.slice(1).reduce((total, { elsewhere }) => total + elsewhere, 0);
  const numbers = [...since.map((reading) => reading.credits), credits].filter((each) => each !== null);
  const error = errorOf(numbers, [ours - quiet, ...maybe]);
  return { credits: gone.credits - (ours - quiet) - found, toppedUp: gone.toppedUp, error };
}

/** How far a difference of balances may be off what was charged: the service may round them to fewer decimals than bills. */
function errorOf(balances: readonly number[], charges: readonly number[]): number {
  const isWhole = (value: number, step: number): boolean => Math.abs(value / step - Math.round(value / step)) < 1e-6;
  const step = [1, 0.1, 0.01].find((each) => balances.every((balance) => isWhole(balance, each))) ?? 0.001;
  return charges.every((charge) => isWhole(charge, step)) ? 0 : step;
}

function hundredths(credits: number): number {
  return Math.round(credits * 100) / 100;
}

/** How much the balance fell, top-ups apart. A rise that refunds of clips under way explain is none. */
function goneSince(since: SinceQuiet, credits: number | null): { credits: number; toppedUp: boolean } | null {
  const readings = [...since, { credits, open: 0 }];
  let fell = 0;
  let toppedUp = false;
  for (const [index, now] of readings.entries()) {
    const before = readings[index - 1];
    if (before === undefined) continue;
    if (before.credits === null || now.credits === null) return null;
    const by = before.credits - now.credits;
    const rise = -by - (before.open ?? 0);
    fell += rise > least ? by + rise : by;
    toppedUp ||= rise > least;
  }
  return since.length === 0 ? null : { credits: fell, toppedUp };
}
