import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createLedger, type Ledger } from '../../src/main/ledger/ledger.ts';
import { openLedger } from '../../src/main/ledger/open.ts';
import { addBatchOf, addMedia, type AddContext } from '../../src/main/queue/add-batch.ts';

export const apiUrl = 'https://service.example';

/** A real ledger on disk that tells the SQL it runs, with its parameters in it. */
export interface ToldLedger {
  ledger: Ledger;
  context: AddContext;
  /** The SQL of the statements that `work` runs. */
  statementsOf: (work: () => unknown) => string[];
  /** SQLite's plan for a statement, one line a step. */
  planOf: (sql: string) => string[];
  /** Runs SQL as it is. */
  run: (sql: string) => void;
  close: () => void;
}

export function openToldLedger(): ToldLedger {
  const folder = mkdtempSync(join(tmpdir(), 'shoal-ledger-'));
  const path = join(folder, 'ledger.sqlite');
  const made = openLedger({ path, now: Date.now, worker: 'test' });
  if (!made.ok) throw new Error(JSON.stringify(made.problem));
  made.value.close();
  let told: string[] = [];
  const database = new Database(path, { verbose: (sql) => told.push(String(sql)) });
  const plans = new Database(path, { readonly: true });
  const ledger = createLedger(database, Date.now);
  let number = 0;
  const context: AddContext = {
    ledger,
    apiUrl,
    now: Date.now,
    random: { fraction: () => 0.5, token: () => (number += 1).toString(36).padStart(6, '0') },
  };
  return {
    ledger,
    context,
    statementsOf(work) {
      told = [];
      work();
      return told.filter((sql) => /^\s*(SELECT|WITH)/.test(sql));
    },
    planOf: (sql) =>
      plans
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => detail),
    run: (sql) => void database.exec(sql),
    close() {
      plans.close();
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Adds a batch of clips, all of one video and one audio, in five languages. */
export function addClipsTo({ ledger, context }: ToldLedger, clips: number, name = 'Batch'): string {
  return ledger.together(() => {
    const videoId = addMedia({ kind: 'path', path: `/clips/${name}.mp4` }, context);
    const audioId = addMedia({ kind: 'path', path: `/clips/${name}.wav` }, context);
    return addBatchOf(
      { name, resultsFolder: '/results', budget: null },
      Array.from({ length: clips }, (_, index) => ({
        name: `Onboarding ${index} – Über den Fluss`,
        language: ['es', 'fr-CA', 'zh', 'de', null][index % 5] ?? null,
        videoId,
        audioId,
        retryOf: null,
      })),
      context,
    );
  });
}
