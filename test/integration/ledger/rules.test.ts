import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobState } from '../../../src/shared/job-state.ts';
import { jobStates } from '../../../src/shared/job-state.ts';
import type { AttemptOutcome } from '../../../src/main/core/attempt.ts';
import type { Ledger } from '../../../src/main/ledger/ledger.ts';
import { prepareLedger } from '../../../src/main/ledger/open.ts';
import { addClips, apiUrl, bring, openAttempt, settle, settlement, temporaryFolder } from '../../fakes/ledger-rows.ts';

// What the rules say must never happen is tried here both through the repositories and with raw SQL on the same
// connection: the database itself has to refuse it.
let place: ReturnType<typeof temporaryFolder>;
let database: Database.Database;
let ledger: Ledger;

beforeEach(() => {
  place = temporaryFolder();
  database = new Database(join(place.folder, 'ledger.sqlite'));
  ledger = prepareLedger(database, () => 1_000);
});
afterEach(() => {
  database.close();
  place.remove();
});

const columnsOf = (table: string): string[] =>
  database.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);

function clip(state: JobState): string {
  const [id = ''] = addClips(ledger, 1);
  bring(ledger, id, state);
  return id;
}

const terminal = ['done', 'failed', 'canceled'] as const;
const refusal = /never change|terminal|UNIQUE|CHECK|FOREIGN KEY|never deleted|one at a time|keeps its|needs an/;
const refused = (sql: string, ...values: unknown[]): void =>
  expect(() => database.prepare(sql).run(...values), sql).toThrow(refusal);

describe('a terminal job', () => {
  it.each(terminal)('(%s) keeps every column, whatever SQL says', (state) => {
    const id = clip(state);
    const before = database.prepare('SELECT * FROM jobs WHERE id = ?').get(id);
    for (const column of columnsOf('jobs')) {
      refused(`UPDATE jobs SET ${column} = ${column} WHERE id = ?`, id);
      refused(`UPDATE OR REPLACE jobs SET ${column} = NULL WHERE id = ?`, id);
    }
    for (const verb of ['INSERT OR REPLACE', 'REPLACE', 'INSERT OR FAIL']) {
      const columns = columnsOf('jobs').join(', ');
      refused(`${verb} INTO jobs (${columns}) SELECT ${columns} FROM jobs WHERE id = ?`, id);
    }
    expect(database.prepare('SELECT * FROM jobs WHERE id = ?').get(id)).toEqual(before);
  });

  it.each(terminal)('(%s) is not changed by the repository either', (state) => {
    const id = clip(state);
    const before = ledger.jobs.get(id);
    for (const to of jobStates) expect(() => ledger.jobs.move(id, state, to)).toThrow(/cannot go/);
    expect(() => ledger.jobs.note(id, { remoteProgress: 1 })).toThrow(refusal);
    expect(() => ledger.jobs.authorise(id, 'submit-again')).toThrow(refusal);
    expect(ledger.jobs.get(id)).toEqual(before);
  });
});

describe('a job', () => {
  it.each(jobStates.filter((state) => state !== 'draft'))('that is %s is never deleted', (state) => {
    refused('DELETE FROM jobs WHERE id = ?', clip(state));
  });

  it('is never deleted together with what belongs to it', () => {
    const id = clip('done');
    refused('DELETE FROM batches WHERE id = ?', ledger.jobs.get(id)?.batchId);
    refused('DELETE FROM media WHERE id = ?', ledger.jobs.get(id)?.videoId);
  });

  it('keeps its remote id, and its service', () => {
    const id = clip('accepted');
    for (const value of [null, 'another']) refused('UPDATE jobs SET remote_id = ? WHERE id = ?', value, id);
    refused("UPDATE jobs SET api_url = 'https://other.example' WHERE id = ?", id);
    expect(() => ledger.jobs.note(id, { remoteId: 'another' })).toThrow(refusal);
  });

  it('shares its remote id with no other of the same service', () => {
    const [a = '', b = ''] = addClips(ledger, 2);
    for (const id of [a, b]) bring(ledger, id, 'submitting');
    const [first, second] = [a, b].map((id) => ledger.attempts.ofJob(id)[0]?.id ?? 0);
    settle(ledger, first ?? 0, 'accepted', 'same');
    expect(() => settle(ledger, second ?? 0, 'accepted', 'same')).toThrow(refusal);
    refused("UPDATE jobs SET remote_id = 'same' WHERE id = ?", b);
    refused("UPDATE OR REPLACE jobs SET remote_id = 'same' WHERE id = ?", b);
    expect(ledger.jobs.get(a)).toMatchObject({ remoteId: 'same', state: 'accepted' });
    expect(ledger.jobs.get(b)).toMatchObject({ remoteId: null, state: 'submitting' });
    expect(ledger.attempts.ofJob(b)[0]?.outcome).toBeNull();
  });

  it('may have a remote id that a job of another service has', () => {
    const [a = '', b = ''] = addClips(ledger, 2);
    bring(ledger, a, 'accepted');
    const remoteId = ledger.jobs.get(a)?.remoteId;
    const job = ledger.jobs.get(b);
    if (job === null || remoteId === undefined) throw new Error('no job');
    ledger.jobs.add(
      { ...job, id: 'elsewhere', remoteId, state: 'accepted', authorisations: 0 },
      'https://other.example',
    );
    expect(ledger.jobs.byRemoteId('https://other.example', remoteId ?? '')?.id).toBe('elsewhere');
    expect(ledger.jobs.byRemoteId(apiUrl, remoteId ?? '')?.id).toBe(a);
  });

  it.each(['accepted', 'fetching', 'done'] as const)('is not %s without a remote id', (state) => {
    refused('UPDATE jobs SET state = ? WHERE id = ?', state, clip('submitting'));
  });

  it('is not done without a result, its size and its hash', () => {
    const id = clip('fetching');
    for (const change of [
      {},
      { resultPath: '/r' },
      { resultPath: '/r', resultSize: 0, resultHash: 'h' },
      { resultPath: '/r', resultSize: 1 },
    ])
      expect(() => ledger.jobs.move(id, 'fetching', 'done', change)).toThrow(refusal);
  });

  it('gets authorisations one by one, and none at its beginning', () => {
    const id = clip('ready');
    for (const value of [0, 3, -1, null])
      expect(() => database.prepare('UPDATE jobs SET authorisations = ? WHERE id = ?').run(value, id)).toThrow();
    ledger.jobs.authorise(id, 'submit-again');
    expect(ledger.jobs.get(id)?.authorisations).toBe(2);
    refused('UPDATE jobs SET authorisations = 1 WHERE id = ?', id);
    const job = ledger.jobs.get(id);
    if (job === null) throw new Error('no job');
    expect(() => ledger.jobs.add({ ...job, id: 'generous', authorisations: 1 }, apiUrl)).toThrow(/one at a time/);
  });

  it('moves only as it lawfully may', () => {
    const id = clip('ready');
    for (const to of jobStates.filter((state) => !['ready', 'hosting', 'canceled'].includes(state)))
      expect(() => ledger.jobs.move(id, 'ready', to)).toThrow(/cannot go/);
    expect(() => ledger.jobs.move(id, 'hosting', 'hosted')).toThrow(/cannot go/); // it is not where the caller thinks
  });
});

describe('an event', () => {
  it('is never changed and never deleted', () => {
    clip('ready');
    for (const column of columnsOf('events')) refused(`UPDATE events SET ${column} = ${column}`);
    refused('DELETE FROM events');
    refused("REPLACE INTO events (sequence, at, body) VALUES (1, 0, '{}')");
  });

  it('is appended for every change of a clip, in order', () => {
    const id = clip('done');
    const kinds = ledger.events
      .ofJob(id)
      .map(({ body }) => (body.kind === 'clip' ? `${body.from ?? ''}>${body.to}` : body.kind));
    expect(kinds).toEqual([
      '>draft',
      'authorised',
      'draft>checking',
      'checking>ready',
      'ready>hosting',
      'hosting>hosted',
      'hosted>submitting',
      'attempt-opened',
      'attempt-settled',
      'submitting>accepted',
      'accepted>fetching',
      'fetching>done',
    ]);
    const sequences = ledger.events.ofJob(id).map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(ledger.events.after(sequences[10] ?? 0, 5).map(({ sequence }) => sequence)).toEqual(sequences.slice(11));
  });
});

describe('an attempt', () => {
  const insert = `INSERT INTO attempts (job_id, api_url, number, authorisation, digest, opened_at)
    VALUES (?, '${apiUrl}', ?, ?, 'd', 0)`;

  it.each(jobStates.filter((state) => !['draft', 'submitting'].includes(state)))(
    'is not made for a clip that is %s',
    (state) => {
      const id = clip(state);
      refused(insert, id, 9, 1);
      if (state !== 'hosted') expect(() => openAttempt(ledger, id)).toThrow(/cannot go/);
    },
  );

  it('needs an authorisation that was given', () => {
    const id = clip('submitting');
    for (const authorisation of [0, -1, 2, 3]) refused(insert, id, 9, authorisation);
  });

  it('is not made without any authorisation', () => {
    const [id = ''] = addClips(ledger, 1);
    const job = ledger.jobs.get(id);
    if (job === null) throw new Error('no job');
    ledger.jobs.add({ ...job, id: 'unauthorised', state: 'hosted', authorisations: 0 }, apiUrl);
    expect(() => openAttempt(ledger, 'unauthorised')).toThrow(refusal);
    expect(ledger.jobs.get('unauthorised')?.state).toBe('hosted'); // the move was taken back with it
  });

  it('is not made while another uses the same authorisation, in whatever order they come', () => {
    const outcomes: (AttemptOutcome | null)[] = [null, 'accepted', 'unknown', 'not-sent', 'rejected', 'refused'];
    const usesUp = (outcome: AttemptOutcome | null) =>
      outcome === null || outcome === 'accepted' || outcome === 'unknown';
    for (const first of outcomes) {
      const id = clip('submitting');
      const attempt = ledger.attempts.ofJob(id)[0]?.id ?? 0;
      if (first !== null) settle(ledger, attempt, first);
      // Whatever the program above believes: the job is made to look submittable again by raw SQL.
      database.prepare("UPDATE jobs SET state = 'hosted' WHERE id = ?").run(id);
      if (usesUp(first)) expect(() => openAttempt(ledger, id), `${first}`).toThrow(/UNIQUE/);
      else expect(() => openAttempt(ledger, id), first).not.toThrow();
      if (usesUp(first)) {
        ledger.jobs.authorise(id, 'submit-again');
        expect(() => openAttempt(ledger, id), `${first}, authorised again`).not.toThrow();
      }
    }
  });

  it('that certainly was not accepted does not become open again beside another', () => {
    for (const outcome of ['not-sent', 'rejected', 'refused'] as const) {
      const id = clip('submitting');
      const attempt = ledger.attempts.ofJob(id)[0]?.id ?? 0;
      settle(ledger, attempt, outcome);
      for (const to of [null, 'accepted', 'unknown'])
        refused('UPDATE attempts SET outcome = ? WHERE id = ?', to, attempt);
    }
  });

  it.each(['accepted', 'not-sent', 'rejected', 'refused'] as const)('that was %s keeps every column', (outcome) => {
    const id = clip('submitting');
    const attempt = ledger.attempts.ofJob(id)[0]?.id ?? 0;
    settle(ledger, attempt, outcome);
    for (const column of columnsOf('attempts')) {
      refused(`UPDATE attempts SET ${column} = ${column} WHERE id = ?`, attempt);
      refused(`UPDATE attempts SET ${column} = 7 WHERE id = ?`, attempt);
    }
    expect(() => ledger.attempts.settle(attempt, settlement('unknown'), 'unconfirmed', {})).toThrow(/already settled/);
    expect(() => ledger.attempts.resolve(attempt, 'given-up', { remoteId: null, by: 'me' }, 'canceled', {})).toThrow(
      /not in doubt/,
    );
  });

  it('that is unknown keeps what is known of it, and never becomes open or harmless', () => {
    const id = clip('unconfirmed');
    const attempt = ledger.attempts.ofJob(id)[0]?.id ?? 0;
    for (const outcome of [null, 'not-sent', 'rejected', 'refused'])
      refused('UPDATE attempts SET outcome = ? WHERE id = ?', outcome, attempt);
    for (const column of columnsOf('attempts').filter((name) => !['outcome', 'remote_id', 'resolution'].includes(name)))
      refused(`UPDATE attempts SET ${column} = 7 WHERE id = ?`, attempt);
    refused("UPDATE attempts SET remote_id = 'job' WHERE id = ?", attempt); // an id means that it was accepted
  });

  it('that is unknown may turn out accepted, once', () => {
    const id = clip('unconfirmed');
    const attempt = ledger.attempts.ofJob(id)[0]?.id ?? 0;
    ledger.attempts.resolve(attempt, 'found', { remoteId: 'late', by: null }, 'accepted', { remoteId: 'late' });
    expect(ledger.attempts.ofJob(id)[0]).toMatchObject({ outcome: 'accepted', remoteId: 'late', resolution: 'found' });
    refused("UPDATE attempts SET remote_id = 'other' WHERE id = ?", attempt);
    expect(() => ledger.attempts.resolve(attempt, 'adopted', { remoteId: 'x', by: 'me' }, 'accepted', {})).toThrow();
  });

  it.each(['submitted-again', 'given-up'] as const)('that a person has %s stays so', (resolution) => {
    const id = clip('unconfirmed');
    const attempt = ledger.attempts.ofJob(id)[0]?.id ?? 0;
    const to = resolution === 'given-up' ? 'canceled' : 'ready';
    ledger.attempts.resolve(attempt, resolution, { remoteId: null, by: 'me' }, to, {});
    for (const column of columnsOf('attempts'))
      refused(`UPDATE attempts SET ${column} = ${column} WHERE id = ?`, attempt);
    expect(ledger.attempts.inDoubt(apiUrl)).toEqual([]);
    expect(ledger.jobs.get(id)?.authorisations).toBe(resolution === 'given-up' ? 1 : 2);
  });

  it('is not accepted without a remote id', () => {
    const attempt = ledger.attempts.ofJob(clip('submitting'))[0]?.id ?? 0;
    refused("UPDATE attempts SET outcome = 'accepted' WHERE id = ?", attempt);
  });

  it('keeps what it was opened with', () => {
    const attempt = ledger.attempts.ofJob(clip('submitting'))[0]?.id ?? 0;
    for (const column of [
      'id',
      'job_id',
      'api_url',
      'number',
      'authorisation',
      'nonce',
      'digest',
      'opened_at',
      'opened_service',
    ])
      refused(`UPDATE attempts SET ${column} = 7 WHERE id = ?`, attempt);
  });

  it('shares its nonce with no other', () => {
    const [a = '', b = ''] = addClips(ledger, 2);
    for (const id of [a, b]) bring(ledger, id, 'hosted');
    const attempt = { nonce: 'same', digest: 'd', apiUrl, openedService: null };
    ledger.attempts.open({ jobId: a, ...attempt });
    expect(() => ledger.attempts.open({ jobId: b, ...attempt })).toThrow(refusal);
  });

  it('is never deleted, and never replaced', () => {
    const id = clip('accepted');
    refused('DELETE FROM attempts');
    refused('REPLACE INTO attempts SELECT * FROM attempts WHERE job_id = ?', id);
  });

  it('and its job become accepted together or not at all', () => {
    const id = clip('submitting');
    const attempt = ledger.attempts.ofJob(id)[0]?.id ?? 0;
    expect(() => ledger.attempts.settle(attempt, settlement('accepted', 'x'), 'accepted', {})).toThrow(refusal); // the job got no id
    expect(ledger.attempts.ofJob(id)[0]?.outcome).toBeNull();
    expect(ledger.jobs.get(id)?.state).toBe('submitting');
  });
});

describe('together', () => {
  it('does all or nothing', () => {
    const id = clip('ready');
    const events = ledger.events.ofJob(id).length;
    expect(() =>
      ledger.together(() => {
        ledger.jobs.move(id, 'ready', 'hosting');
        ledger.settings.set('x', 1);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(ledger.jobs.get(id)?.state).toBe('ready');
    expect(ledger.events.ofJob(id)).toHaveLength(events);
    expect(database.prepare("SELECT * FROM settings WHERE key = 'x'").all()).toEqual([]);
  });

  it('tells listeners once, after the commit, what was committed and nothing else', () => {
    const id = clip('ready');
    const heard: string[] = [];
    const stop = ledger.onCommit((events) => {
      expect(database.inTransaction).toBe(false);
      heard.push(events.map(({ body }) => body.kind).join());
    });
    ledger.together(() => {
      ledger.jobs.move(id, 'ready', 'hosting');
      ledger.together(() => ledger.jobs.move(id, 'hosting', 'hosted'));
      expect(heard).toEqual([]);
    });
    expect(heard).toEqual(['clip,clip']);
    expect(() =>
      ledger.together(() => {
        ledger.jobs.move(id, 'hosted', 'ready');
        throw new Error('no');
      }),
    ).toThrow();
    ledger.holds.begin('user', null, null);
    expect(heard).toEqual(['clip,clip', 'hold-began']);
    stop();
    ledger.holds.end('user', null, 'person');
    expect(heard).toHaveLength(2);
  });

  it('takes back what a part did that failed, when the whole goes on without it', () => {
    const id = clip('ready');
    const heard: string[] = [];
    ledger.onCommit((events) => heard.push(...events.map(({ body }) => body.kind)));
    ledger.together(() => {
      expect(() =>
        ledger.together(() => {
          ledger.jobs.move(id, 'ready', 'hosting');
          throw new Error('no');
        }),
      ).toThrow('no');
      ledger.holds.begin('user', null, null);
    });
    expect(ledger.jobs.get(id)?.state).toBe('ready');
    expect(heard).toEqual(['hold-began']);
    expect(ledger.holds.all()).toHaveLength(1);
  });

  it('is not made to look failed by a listener that throws, and the others hear of it all the same', () => {
    const faults: unknown[] = [];
    const own = prepareLedger(
      new Database(':memory:'),
      () => 0,
      (fault) => faults.push(fault),
    );
    const [id = ''] = addClips(own, 1);
    let heard = 0;
    own.onCommit(() => {
      throw new Error('a bug');
    });
    own.onCommit(() => (heard += 1));
    expect(() => own.jobs.move(id, 'checking', 'ready')).not.toThrow();
    expect(own.jobs.get(id)?.state).toBe('ready');
    expect(heard).toBe(1);
    expect(faults).toEqual([new Error('a bug')]);
  });

  it('may be called by a listener', () => {
    const id = clip('ready');
    const heard: string[] = [];
    ledger.onCommit((events) => {
      heard.push(...events.map(({ body }) => body.kind));
      if (ledger.jobs.get(id)?.state === 'hosting') ledger.jobs.move(id, 'hosting', 'hosted');
    });
    ledger.jobs.move(id, 'ready', 'hosting');
    expect(ledger.jobs.get(id)?.state).toBe('hosted');
    expect(heard).toEqual(['clip', 'clip']);
  });
});
