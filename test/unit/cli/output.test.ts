import { describe, expect, it } from 'vitest';
import { newsOf } from '../../../src/main/cli/output/line-reporter.ts';
import { liveArea } from '../../../src/main/cli/output/live-area.ts';
import { resultTable } from '../../../src/main/cli/output/result-table.ts';
import type { JobState } from '../../../src/shared/job-state.ts';
import { problem, type Problem } from '../../../src/shared/problems.ts';
import type { ClipView } from '../../../src/shared/views.ts';
import { displayWidth } from '../../../src/shared/words.ts';

function clip(known: Partial<ClipView>): ClipView {
  return {
    id: 'c1',
    batchId: 'b1',
    name: '欢迎光临, a clip with a name that is long',
    language: 'fr-CA',
    state: 'done',
    step: null,
    endedAtStep: null,
    heldBy: null,
    problem: null,
    remoteStatus: 'queued',
    remoteProgress: null,
    billableSeconds: 4,
    creditsUsed: 4,
    resultName: '欢迎光临, a clip with a name that is long.fr-CA.mp4',
    resultSeconds: 4,
    createdAt: 0,
    endedAt: 900_000,
    ...known,
  };
}

describe('the table at the end', () => {
  it.each([40, 61, 62, 80, 200])('fits a terminal of %i columns', (width) => {
    const doubt = clip({ state: 'unconfirmed', resultName: null, creditsUsed: null, endedAt: null });
    const table = resultTable([clip({}), doubt], width);
    for (const line of table.split('\n')) expect(displayWidth(line.trimEnd())).toBeLessThanOrEqual(width);
    expect(table).toContain('Credits');
    expect(table.includes('Duration')).toBe(width >= 62);
  });
});

describe('the lines that are drawn again', () => {
  const drawn = (columns: number, rows: number): string => {
    let written = '';
    const area = liveArea({ columns, rows, write: (text: string) => (written += text) });
    area.draw(['first', 'x'.repeat(100)]);
    area.print('news');
    return written;
  };

  it('are cut to the width and erased before what is printed above them', () => {
    const cut = `${'x'.repeat(23)}…${'x'.repeat(15)}`;
    expect(drawn(40, 10)).toBe(`first\n${cut}\n\u001b[2A\r\u001b[Jnews\nfirst\n${cut}\n`);
  });

  it('are drawn on a terminal that does not say its size as on one of 80 columns', () => {
    expect(drawn(0, 0)).toBe(drawn(80, 24));
  });
});

describe('what a line says of a clip', () => {
  const said = (state: JobState, found: Problem | null): string =>
    newsOf(clip({ state, problem: found }), { kind: 'clip', from: null, to: state, problem: found });

  it.each<[JobState, Problem | null, string]>([
    ['done', null, 'Done · 4 credits'],
    ['accepted', null, 'At the service: queued'],
    [
      'accepted',
      problem('service.fault', { status: 502 }),
      'At the service: queued. The service answered with a fault (502). Shoal tries again by itself.',
    ],
    [
      'rejected',
      problem('media.empty', { name: 'a.mp4' }),
      'Rejected: “a.mp4” is empty (0 bytes). Export it again. Nothing was sent.',
    ],
    [
      'unconfirmed',
      problem('attempt.unknown', { reason: 'no answer' }),
      'May have been accepted: being looked for in the service’s list. It is not sent again by itself.',
    ],
    [
      'unconfirmed',
      problem('attempt.not-listed', { passes: 3 }),
      'May have been accepted: waits for your decision. Decide: submit again (may be charged twice if a job still turns up), or give up.',
    ],
  ])('%s', (state, found, line) => {
    expect(said(state, found)).toBe(line);
  });
});
