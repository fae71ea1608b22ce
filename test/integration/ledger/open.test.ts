import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { migrations } from '../../../src/main/ledger/migrations/index.ts';
import { openLedger } from '../../../src/main/ledger/open.ts';
import { addClips, apiUrl, bring, openToWork, temporaryFolder } from '../../fakes/ledger-rows.ts';
import { openFiles } from '../../fakes/open-files.ts';

const now = Date.UTC(2026, 0, 15, 12, 30, 15, 250);
const stamp = '2026-01-15T12-30-15.250Z';
let place: ReturnType<typeof temporaryFolder>;
let path: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  place = temporaryFolder();
  path = join(place.folder, 'data', 'ledger.sqlite');
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const child of children.splice(0)) if (child.kill('SIGKILL')) await once(child, 'exit');
  expect(openFiles(place.folder)).toEqual([]);
  place.remove();
});

const files = (): Map<string, string> =>
  new Map(readdirSync(dirname(path)).map((name) => [name, readFileSync(join(dirname(path), name)).toString('hex')]));

const work = () => openLedger({ path, now: () => now, worker: 'test' });
const read = () => openLedger({ path, now: () => now, worker: null });

/** A ledger with one clip in it, closed. */
function seed(): void {
  const { ledger, close } = openToWork(path);
  addClips(ledger, 1);
  close();
}

describe('a new ledger', () => {
  it('is made with its folder, in the newest format, and for its owner only', () => {
    openToWork(path).close();
    const database = new Database(path, { readonly: true });
    expect(database.pragma('user_version', { simple: true })).toBe(migrations.length);
    database.close();
  });

  it('commits durably and keeps references whole', () => {
    const spy = vi.spyOn(Database.prototype, 'pragma');
    const { close } = openToWork(path);
    const connection = spy.mock.contexts.findLast(
      (context): context is InstanceType<typeof Database> => context instanceof Database && context.name === path,
    );
    expect(connection?.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(connection?.pragma('synchronous', { simple: true })).toBe(2); // FULL
    expect(connection?.pragma('foreign_keys', { simple: true })).toBe(1);
    close();
  });

  it('is what an empty file becomes', () => {
    mkdirSync(dirname(path));
    writeFileSync(path, '');
    const { setAside, close } = openToWork(path);
    expect(setAside).toBeNull();
    close();
  });

  it.each(['folder is a file', 'ledger is a folder'])('cannot be made where the %s', (why) => {
    if (why === 'folder is a file') writeFileSync(dirname(path), 'a file');
    else mkdirSync(path, { recursive: true });
    expect(work()).toMatchObject({ ok: false, problem: { code: 'ledger.unusable' } });
    expect(work()).toMatchObject({ ok: false, problem: { code: 'ledger.unusable' } }); // not held by the first try
  });
});

describe('an older ledger', () => {
  /** A ledger of format `version` with the rows that are committed for it, as its Shoal left it. */
  function makeOld(version: number): void {
    mkdirSync(dirname(path));
    const database = new Database(path);
    for (const migration of migrations.slice(0, version)) database.exec(migration);
    const fixture = fileURLToPath(new URL(`../../fixtures/ledgers/${version}.sql`, import.meta.url));
    database.exec(readFileSync(fixture, 'utf8'));
    database.pragma(`user_version = ${version}`);
    database.close();
  }

  it.each(migrations.map((_, index) => index + 1))(
    'of format %i is brought to the newest with all it knew',
    (version) => {
      makeOld(version);
      const { ledger, close, setAside } = openToWork(path);
      expect(setAside).toBeNull();
      expect(ledger.batches.all().map(({ name }) => name)).toEqual(['Interviews']);
      const states = ledger.jobs.ofBatch('b1').map(({ state }) => state);
      expect(states).toEqual(['done', 'failed', 'canceled', 'unconfirmed', 'accepted', 'ready']);
      expect(ledger.jobs.byRemoteId(apiUrl, 'job_1')).toMatchObject({ id: 'c1', resultHash: 'aa', creditsUsed: 4 });
      expect(ledger.attempts.inDoubt(apiUrl).map(({ jobId }) => jobId)).toEqual(['c4']);
      expect(ledger.events.ofJob('c1').map(({ body }) => body.kind)).toEqual(['clip', 'authorised', 'clip']);
      expect(ledger.holds.all()).toMatchObject([{ kind: 'credits', batchId: null }]);
      expect(ledger.media.get('m1')).toMatchObject({ contentHash: 'ff', info: { durationSeconds: 4 } });
      expect(ledger.profiles.latest(apiUrl)).toMatchObject({ credits: 12 });
      expect(ledger.spending.bills(apiUrl, 5)).toEqual([{ credits: 4, video: 4, audio: null }]);
      expect(ledger.pages.tallies('b1').find(({ state }) => state === 'done')).toMatchObject({ video: 4, audio: 0 });
      close();
      const again = new Database(path, { readonly: true });
      expect(again.pragma('foreign_key_check')).toEqual([]);
      expect(again.pragma('integrity_check', { simple: true })).toBe('ok');
      again.close();
    },
  );

  it('is not brought up to date by a command that only reads', () => {
    mkdirSync(dirname(path));
    const database = new Database(path);
    database.exec('CREATE TABLE settings (key TEXT)');
    database.close();
    expect(read()).toMatchObject({ ok: false, problem: { code: 'ledger.unusable' } });
  });
});

describe('a newer ledger', () => {
  /** A newer Shoal wrote it; `strange` with a schema that this SQLite cannot even read. */
  function makeNewer({ strange, wasKilled }: { strange: boolean; wasKilled: boolean }): void {
    seed();
    const database = new Database(path);
    database.unsafeMode();
    database.pragma('journal_mode = WAL');
    if (strange) {
      database.pragma('writable_schema = ON');
      database.exec("UPDATE sqlite_schema SET sql = 'CREATE TABLE jobs (id TEXT) FUTURE' WHERE name = 'jobs'");
    }
    database.pragma(`user_version = ${migrations.length + 1}`);
    const left = ['', '-wal'].map((suffix) => [suffix, readFileSync(path + suffix)] as const);
    database.close();
    if (wasKilled) for (const [suffix, content] of left) writeFileSync(path + suffix, content);
  }

  it.each([
    { strange: false, wasKilled: false },
    { strange: true, wasKilled: false },
    { strange: false, wasKilled: true },
    { strange: true, wasKilled: true },
  ])('is refused and not touched (%j)', (how) => {
    makeNewer(how);
    const before = readFileSync(path);
    for (const open of [work, read]) {
      expect(open()).toEqual({
        ok: false,
        problem: { code: 'ledger.newer', parameters: { found: migrations.length + 1, known: migrations.length } },
      });
      expect(readFileSync(path).equals(before)).toBe(true);
    }
    expect([...files().keys()].filter((name) => name.includes('damaged'))).toEqual([]);
    expect(work()).toMatchObject({ problem: { code: 'ledger.newer' } }); // the place of the worker is free
  });
});

describe('a damaged ledger', () => {
  const damages: Record<string, () => void> = {
    garbage: () => writeFileSync(path, 'not a database at all. '.repeat(500)),
    'a cut first page': () => truncateSync(path, 60),
    'a cut end': () => truncateSync(path, readFileSync(path).length - 5_000),
    zeros: () => writeFileSync(path, new Uint8Array(40_960)),
    'zeroed pages in the middle': () => {
      const bytes = readFileSync(path);
      bytes.fill(0, 8_192, bytes.length - 4_096);
      writeFileSync(path, bytes);
    },
  };

  it.each(Object.keys(damages))('(%s) is set aside as it was, and a new one is begun', (damage) => {
    seed();
    damages[damage]?.();
    const damaged = readFileSync(path).toString('hex');
    const opened = work();
    if (!opened.ok) throw new Error(opened.problem.code);
    const { ledger, setAside, close } = opened.value;
    expect(setAside).toBe(`${path}.damaged-${stamp}`);
    expect(ledger.batches.all()).toEqual([]);
    close();
    expect(readFileSync(`${path}.damaged-${stamp}`).toString('hex')).toBe(damaged);
  });

  it('is never overwritten by another of the same millisecond', () => {
    for (const text of ['first garbage '.repeat(99), 'second garbage '.repeat(99), 'third garbage '.repeat(99)]) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      const opened = work();
      if (!opened.ok) throw new Error(opened.problem.code);
      opened.value.close();
    }
    const aside = [...files()].filter(([name]) => name.includes('damaged')).map(([, content]) => content);
    expect(aside).toHaveLength(3);
    expect(new Set(aside).size).toBe(3);
  });

  it('takes its journal with it: what was not yet moved into it is not lost', () => {
    seed();
    writeFileSync(path, 'garbage '.repeat(2_000));
    writeFileSync(`${path}-wal`, 'its journal');
    const opened = work();
    if (!opened.ok) throw new Error(opened.problem.code);
    expect(readFileSync(`${opened.value.setAside ?? ''}-wal`, 'utf8')).toBe('its journal');
    opened.value.close();
  });

  it.each(Object.keys(damages))('(%s) is left alone by a command that only reads, which says so', (damage) => {
    seed();
    damages[damage]?.();
    const before = files();
    expect(read()).toMatchObject({ ok: false, problem: { code: 'ledger.damaged' } });
    expect(files().get(basename(path))).toEqual(before.get(basename(path)));
  });
});

describe('one working process', () => {
  /** Another process that works on the ledger; resolves when it has said what came of it. */
  async function otherProcess(): Promise<{ child: ChildProcess; said: string }> {
    const script = fileURLToPath(new URL('../../fakes/hold-ledger.ts', import.meta.url));
    const child = spawn(process.execPath, [script, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    const said = await new Promise<string>((resolve) => child.stdout.once('data', (text) => resolve(String(text))));
    return { child, said: said.trim() };
  }

  it('keeps another out, which says who works', async () => {
    const { child, said } = await otherProcess();
    expect(said).toBe('working');
    const refused = work();
    expect(refused).toMatchObject({ ok: false, problem: { code: 'ledger.held' } });
    expect(JSON.stringify(refused)).toContain(`shoal run, process ${child.pid ?? 0}, since 20`);
  });

  it('is let go of when it is killed', async () => {
    const { child } = await otherProcess();
    child.kill('SIGKILL');
    await once(child, 'exit');
    openToWork(path).close();
  });

  it('is let go of when it closes', async () => {
    const { child } = await otherProcess();
    child.stdin?.end();
    await once(child, 'exit');
    openToWork(path).close();
  });

  it('keeps a second process out while this one works, and not after', async () => {
    const opened = openToWork(path);
    expect((await otherProcess()).said).toBe('ledger.held');
    opened.close();
    expect((await otherProcess()).said).toBe('working');
  });

  it('does not keep others from reading, and they see every commit', async () => {
    const { ledger, close } = openToWork(path);
    const reader = read();
    if (!reader.ok) throw new Error(reader.problem.code);
    const [id = ''] = addClips(ledger, 1);
    expect(reader.value.ledger.jobs.get(id)?.state).toBe('checking');
    bring(ledger, id, 'accepted');
    expect(reader.value.ledger.jobs.get(id)?.state).toBe('accepted');
    expect(() => reader.value.ledger.jobs.note(id, { remoteProgress: 5 })).toThrow(/readonly/);
    reader.value.close();
    close();
    await Promise.resolve();
  });

  it('whose note about itself cannot be written does not keep the place', () => {
    mkdirSync(join(`${path}.holder.json`), { recursive: true });
    expect(work()).toMatchObject({ ok: false, problem: { code: 'ledger.unusable' } });
    expect(openFiles(place.folder)).toEqual([]);
  });

  it('without a ledger there is nothing to read', () => {
    expect(read()).toMatchObject({ ok: false, problem: { code: 'ledger.unusable' } });
    expect(existsSync(path)).toBe(false);
  });
});
