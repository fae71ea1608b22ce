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

/** Less than this is a rounding error, and not worth a word. */
const least = 0.5;

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
  const { since, credits, ours, open } = now;
  const gone = goneSince(since, credits);
  const quiet = since[0]?.ours ?? null;
  if (gone === null || quiet === null || ours === null || open === null) return 0;
  const explained = ours - quiet + open;
  const found = since.slice(1).reduce((total, { elsewhere }) => total + elsewhere, 0);
  const more = gone.credits - explained - found;
  return more >= least ? Math.round(more * 100) / 100 : 0;
}

/**
 * What each of `failures` failed clips was billed, when nothing of this ledger is under way and all its other clips were
 * charged `ours` in all. Null where that cannot be told: the account was topped up, or several failures share a bill.
 */
export function billsOfFailures(now: {
  since: SinceQuiet;
  credits: number | null;
  ours: number | null;
  failures: number;
}): number | null {
  const { since, credits, ours, failures } = now;
  const gone = goneSince(since, credits);
  const quiet = since[0]?.ours ?? null;
  if (gone === null || gone.toppedUp || quiet === null || ours === null) return null;
  const rest = gone.credits - (ours - quiet) - since.slice(1).reduce((total, { elsewhere }) => total + elsewhere, 0);
  if (Math.abs(rest) < least) return 0;
  return failures === 1 && rest > 0 ? Math.round(rest * 100) / 100 : null;
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
