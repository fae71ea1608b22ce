import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { runSeed, Violation } from './world.ts';

/**
 * `npm run simulate -- --seeds 1000000 [--from 1]` runs that many stories on all cores; `--seed N` replays one, telling
 * every step. It ends with how often each thing befell.
 */
const chunkSchema = z.object({ from: z.number(), to: z.number() });
const totalSchema = z.object({
  runs: z.number(),
  steps: z.number(),
  creates: z.number(),
  crashes: z.number(),
  done: z.number(),
  awaitingPerson: z.number(),
  /** How often each thing befell, over all runs. */
  seen: z.record(z.string(), z.number()),
});
type Total = z.infer<typeof totalSchema>;
const progressSchema = z.object({ total: totalSchema, violation: z.string().nullable() });
const chunk = 50;

function nothingYet(): Total {
  return { runs: 0, steps: 0, creates: 0, crashes: 0, done: 0, awaitingPerson: 0, seen: {} };
}

function add(total: Total, more: Total): void {
  total.runs += more.runs;
  total.steps += more.steps;
  total.creates += more.creates;
  total.crashes += more.crashes;
  total.done += more.done;
  total.awaitingPerson += more.awaitingPerson;
  for (const [what, times] of Object.entries(more.seen)) total.seen[what] = (total.seen[what] ?? 0) + times;
}

async function runChunk({ from, to }: z.infer<typeof chunkSchema>): Promise<z.infer<typeof progressSchema>> {
  const total = nothingYet();
  for (let seed = from; seed < to; seed += 1) {
    try {
      add(total, { runs: 1, ...(await runSeed({ seed })) });
    } catch (error) {
      if (!(error instanceof Violation)) throw new Error(`seed ${seed}`, { cause: error });
      return { total, violation: `${error.message}\nreplay: npm run simulate -- --seed ${seed}` };
    }
  }
  return { total, violation: null };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '2000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      cores: { type: 'string', default: String(availableParallelism()) },
    },
  });
  if (values.seed !== undefined) {
    try {
      const report = await runSeed({ seed: Number(values.seed), trace: (line) => process.stdout.write(`${line}\n`) });
      process.stdout.write(`${JSON.stringify(report)}\n`);
      return 0;
    } catch (error) {
      process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
      return 1;
    }
  }
  return runAll(Number(values.from), Number(values.seeds), Number(values.cores));
}

function runAll(from: number, count: number, cores: number): Promise<number> {
  const to = from + count;
  let next = from;
  const total = nothingYet();
  const violations: string[] = [];
  const began = performance.now();
  const show = (): void => {
    const seconds = (performance.now() - began) / 1000;
    const line = `${total.runs} of ${count} seeds, ${total.steps} steps, ${total.creates} creates, ${violations.length} violations, ${seconds.toFixed(0)} s`;
    process.stderr.write(process.stderr.isTTY ? `\r${line}` : `${line}\n`);
  };
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url));
      const give = (): void => {
        if (next >= to) {
          worker.postMessage(null);
          return;
        }
        worker.postMessage({ from: next, to: Math.min(to, next + chunk) });
        next += chunk;
      };
      worker.on('message', (message: unknown) => {
        const done = progressSchema.parse(message);
        add(total, done.total);
        if (done.violation !== null) {
          violations.push(done.violation);
          process.stderr.write(`\n${done.violation}\n`);
        }
        if (total.runs % 1000 < chunk) show();
        give();
      });
      worker.on('error', reject);
      worker.on('exit', () => resolve());
      give();
    });
  return Promise.all(Array.from({ length: cores }, work)).then(() => {
    show();
    const { runs, creates, crashes, done, awaitingPerson, seen } = total;
    for (const [what, times] of Object.entries(seen).toSorted(([a], [b]) => a.localeCompare(b)))
      process.stdout.write(`${String(times).padStart(9)}  ${what}\n`);
    process.stdout.write(
      `\n${runs} seeds held, ${violations.length} did not; ${creates} creates, ${crashes} crashes, ${done} done, ${awaitingPerson} awaiting a person\n`,
    );
    return violations.length === 0 ? 0 : 1;
  });
}

if (isMainThread) process.exitCode = await main();
else {
  parentPort?.on('message', (message: unknown) => {
    if (message === null) process.exit(0);
    void runChunk(chunkSchema.parse(message)).then((done) => parentPort?.postMessage(done));
  });
}
