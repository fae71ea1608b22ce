/** The wait before the first repetition and the longest wait, in milliseconds. */
export interface Backoff {
  baseMs: number;
  maxMs: number;
}

/**
 * How long to wait before trying again, in milliseconds. The ceiling is `baseMs` doubled for every earlier repetition,
 * at most `maxMs`. Half of it is always waited and the other half by chance ("equal jitter"), so that clients that failed
 * together neither return together nor at once.
 * @param attempt repetitions made so far: 0 before the first one
 * @param fraction chance, from 0 (inclusive) to 1 (exclusive)
 */
export function backoffMs(attempt: number, fraction: number, { baseMs, maxMs }: Backoff): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** attempt);
  return ceiling / 2 + fraction * (ceiling / 2);
}

const LONGEST_RETRY_AFTER_MS = 3_600_000;

/**
 * What `Retry-After` asks for, in milliseconds from now, from 0 to one hour; null when there is none that can be read.
 * A date is taken relative to the answer's own `Date` where there is one: this computer's clock may be wrong.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number): number | null {
  const text = headers['retry-after']?.trim() ?? '';
  const wait = /^\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : (httpDateMs(text) ?? Number.NaN) - (serverDateMs(headers) ?? nowMs);
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER_MS);
}

/** The service's clock when it answered, in ms since 1970; null when the answer does not say. */
export function serverDateMs(headers: Readonly<Record<string, string>>): number | null {
  return httpDateMs(headers['date'] ?? '');
}

function httpDateMs(text: string): number | null {
  // Date.parse takes nearly anything for a date ("-5", "soon 1"); an HTTP date starts with the day's name.
  const time = /^(mon|tue|wed|thu|fri|sat|sun)/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
