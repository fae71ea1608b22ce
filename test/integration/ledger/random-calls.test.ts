import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEvent } from '../../../src/shared/events.ts';
import { jobStates } from '../../../src/shared/job-state.ts';
import { isTerminal } from '../../../src/main/core/job.ts';
import type { Ledger } from '../../../src/main/ledger/ledger.ts';
import { prepareLedger } from '../../../src/main/ledger/open.ts';
import { addClips, apiUrl, openAttempt, settlement } from '../../fakes/ledger-rows.ts';

// Whatever the program above calls, in whatever order, sensible or not: what must never happen does not. A call may
// throw; then it must have changed nothing.

const state = fc.constantFrom(...jobStates);
const outcome = fc.constantFrom('accepted', 'not-sent', 'rejected', 'refused', 'unknown' as const);
const clip = fc.nat(5);
const remoteId = fc.option(fc.constantFrom('r1', 'r2', 'r3'));
const change = fc.record(
  {
    remoteId,
    remoteProgress: fc.nat(100),
    remoteStatus: fc.constantFrom('queued', 'processing'),
    resultPath: fc.constant('/r'),
    resultSize: fc.nat(2),
    resultHash: fc.constant('h'),
    endedAt: fc.nat(9),
  },
  { requiredKeys: [] },
);

const call = fc.oneof(
  { weight: 6, arbitrary: fc.record({ call: fc.constant('advance' as const), clip }) },
  { weight: 3, arbitrary: fc.record({ call: fc.constant('move' as const), clip, from: state, to: state, change }) },
  { weight: 2, arbitrary: fc.record({ call: fc.constant('note' as const), clip, change }) },
  { weight: 2, arbitrary: fc.record({ call: fc.constant('authorise' as const), clip }) },
  { weight: 4, arbitrary: fc.record({ call: fc.constant('open' as const), clip }) },
  {
    weight: 4,
    arbitrary: fc.record({ call: fc.constant('settle' as const), attempt: fc.nat(9), outcome, to: state, remoteId }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      call: fc.constant('resolve' as const),
      attempt: fc.nat(9),
      resolution: fc.constantFrom('found', 'adopted', 'submitted-again', 'given-up' as const),
      to: state,
      remoteId,
    }),
  },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('hold' as const), begins: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('restart' as const) }) },
);
type Call = typeof call extends fc.Arbitrary<infer Made> ? Made : never;

/** The way of a clip on which nothing is sent. */
const way = ['checking', 'ready', 'hosting', 'hosted'] as const;

function perform(ledger: Ledger, clips: readonly string[], made: Exclude<Call, { call: 'restart' }>): void {
  const id = 'clip' in made ? (clips[made.clip] ?? '') : '';
  switch (made.call) {
    case 'advance': {
      const next = way[way.findIndex((each) => each === ledger.jobs.get(id)?.state) + 1];
      const now = ledger.jobs.get(id)?.state;
      if (next !== undefined && now !== undefined) ledger.jobs.move(id, now, next);
      return;
    }
    case 'move':
      ledger.jobs.move(id, made.from, made.to, made.change);
      return;
    case 'note':
      ledger.jobs.note(id, made.change);
      return;
    case 'authorise':
      ledger.jobs.authorise(id, 'submit-again');
      return;
    case 'open':
      openAttempt(ledger, id);
      return;
    case 'settle': {
      const settled = { ...settlement(made.outcome), remoteId: made.remoteId };
      ledger.attempts.settle(made.attempt, settled, made.to, { remoteId: made.remoteId });
      return;
    }
    case 'resolve':
      ledger.attempts.resolve(
        made.attempt,
        made.resolution,
        { remoteId: made.remoteId, by: null },
        made.to,
        made.remoteId === null ? {} : { remoteId: made.remoteId },
      );
      return;
    case 'hold':
      if (made.begins) ledger.holds.begin('user', null, null);
      else ledger.holds.end('user', null, 'person');
  }
}

interface Row {
  id: string | number;
}
interface Picture {
  jobs: Map<string | number, Record<string, unknown>>;
  attempts: Map<string | number, Record<string, unknown>>;
  events: string[];
}

function pictureOf(database: Database.Database): Picture {
  const rows = (table: string): Map<string | number, Record<string, unknown>> =>
    new Map(
      database
        .prepare<[], Row & Record<string, unknown>>(`SELECT * FROM ${table}`)
        .all()
        .map((row) => [row.id, row]),
    );
  const events = database.prepare<[], object>('SELECT * FROM events ORDER BY sequence').all();
  return { jobs: rows('jobs'), attempts: rows('attempts'), events: events.map((event) => JSON.stringify(event)) };
}

const usesUp = (attempt: Record<string, unknown>): boolean =>
  attempt['outcome'] === null || attempt['outcome'] === 'accepted' || attempt['outcome'] === 'unknown';

function check(before: Picture, after: Picture): void {
  for (const [id, job] of before.jobs) {
    const now = after.jobs.get(id);
    expect(now, 'a job stays').toBeDefined();
    if (isTerminal(jobStates.find((each) => each === job['state']) ?? 'draft')) expect(now).toEqual(job);
    if (job['remote_id'] !== null) expect(now?.['remote_id']).toBe(job['remote_id']);
    expect([0, 1]).toContain(Number(now?.['authorisations']) - Number(job['authorisations']));
  }
  const remoteIds = [...after.jobs.values()].flatMap((job) => (job['remote_id'] === null ? [] : [job['remote_id']]));
  expect(new Set(remoteIds).size).toBe(remoteIds.length);
  for (const [id, attempt] of before.attempts) {
    const now = after.attempts.get(id);
    if (attempt['outcome'] === 'unknown') expect(['unknown', 'accepted']).toContain(now?.['outcome']);
    if (attempt['resolution'] !== null || (attempt['outcome'] !== null && attempt['outcome'] !== 'unknown'))
      expect(now).toEqual(attempt);
  }
  for (const [id, job] of after.jobs) {
    const using = [...after.attempts.values()].filter((attempt) => attempt['job_id'] === id && usesUp(attempt));
    expect(new Set(using.map((attempt) => attempt['authorisation'])).size, 'one create an authorisation').toBe(
      using.length,
    );
    expect(using.length).toBeLessThanOrEqual(Number(job['authorisations']));
  }
  expect(after.events.slice(0, before.events.length), 'history stays').toEqual(before.events);
}

describe('any calls in any order', () => {
  it('never break a rule, and a call that throws changes nothing', () => {
    fc.assert(
      fc.property(fc.array(call, { minLength: 10, maxLength: 60 }), (calls) => {
        const database = new Database(':memory:');
        try {
          let ledger = prepareLedger(database, () => 1);
          const clips = addClips(ledger, 6);
          const heard: LedgerEvent[] = [];
          const begun = pictureOf(database).events.length;
          ledger.onCommit((events) => heard.push(...events));
          let before = pictureOf(database);
          for (const made of calls) {
            if (made.call === 'restart') {
              ledger = prepareLedger(database, () => 1);
              ledger.onCommit((events) => heard.push(...events));
              continue;
            }
            let isDone = true;
            try {
              perform(ledger, clips, made);
            } catch {
              isDone = false;
            }
            const after = pictureOf(database);
            if (!isDone) expect(after, 'all or nothing').toEqual(before);
            check(before, after);
            before = after;
          }
          expect(heard.map(({ sequence }) => sequence)).toEqual(
            before.events.slice(begun).map((_, index) => begun + index + 1),
          );
        } finally {
          database.close();
        }
      }),
      { numRuns: 150 },
    );
  });

  it('do get somewhere: the property is about ledgers in which something happened', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(call, { minLength: 60, maxLength: 120 }), (calls) => {
        const database = new Database(':memory:');
        const ledger = prepareLedger(database, () => 1);
        const clips = addClips(ledger, 6);
        for (const made of calls) {
          if (made.call === 'restart') continue;
          try {
            perform(ledger, clips, made);
          } catch {
            // most random calls are refused
          }
        }
        for (const { outcome: kept } of clips.flatMap((id) => ledger.attempts.ofJob(id))) reached.add(kept ?? 'open');
        for (const id of clips) reached.add(ledger.jobs.get(id)?.state ?? '');
        expect(ledger.attempts.withoutOutcome(apiUrl).length).toBeLessThanOrEqual(6);
        database.close();
      }),
      { numRuns: 100, seed: 7 },
    );
    for (const each of ['open', 'accepted', 'unknown', 'submitting', 'unconfirmed', 'hosted', 'canceled'])
      expect(reached, [...reached].join()).toContain(each);
  });
});
