/** A balance at a time, in ms since 1970. */
export interface Point {
  at: number;
  credits: number;
}

/** What the forecast takes of the chart's width. */
const forecastShare = 0.05;

/**
 * The columns of the chart, times in seconds: the balances, and the step from the last one to what will be left. Both
 * end together, so that the last balance is seen as a line and not as a point.
 */
export function chartData(
  points: readonly Point[],
  afterQueue: number | null,
): { times: number[]; balances: (number | null)[]; forecast: (number | null)[]; last: Point } {
  const last = points.at(-1);
  if (last === undefined) throw new Error('a chart of no balances');
  const first = points[0]?.at ?? last.at;
  const end = last.at + Math.max(60_000, (last.at - first) * forecastShare);
  const times = [...points.map(({ at }) => at / 1000), end / 1000];
  const balances = [...points.map(({ credits }) => credits), null];
  const forecast =
    afterQueue === null ? times.map(() => null) : [...points.slice(1).map(() => null), last.credits, afterQueue];
  return { times, balances, forecast, last };
}

/** The balances that are higher than the one before, and by how much: only a top-up does that. */
export function topUps(points: readonly Point[]): (Point & { by: number })[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    return before !== undefined && point.credits > before.credits
      ? [{ ...point, by: point.credits - before.credits }]
      : [];
  });
}
