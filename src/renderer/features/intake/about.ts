/** An estimate of credits as far as it is worth saying: to tens from 100 on, to hundreds from 10,000 on. */
export function roundedCredits(credits: number): number {
  const step = credits >= 10_000 ? 100 : credits >= 100 ? 10 : 1;
  return Math.round(credits / step) * step;
}

/** The credits of `seconds` at a learned price, rounded up to whole ones as the service does; null when unknown. */
export function creditsOf(seconds: number | null, perSecond: number | null): number | null {
  return seconds === null || perSecond === null ? null : Math.ceil(seconds * perSecond - 0.005);
}
