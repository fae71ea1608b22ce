import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { runSeed, Violation } from './world.ts';

/**
 * `npm run simulate -- --seeds 1000000 [--from 1]` runs that many stories on all cores; `--seed N` replays one, telling
 * every step.
 */
const chunkSchema = z.object({ from: z.number(), to: z.number() });
const progressSchema = z.object({
  runs: z.number(),
  steps: z.number(),
  creates: z.number(),
  violation: z.string().nullable(),
});
const chunk = 50;

async function runChunk({ from, to }: z.infer<typeof chunkSchema>): Promise<z.infer<typeof progressSchema>> {
  const sum = { runs: 0, steps: 0, creates: 0, violation: null };
  for (let seed = from; seed < to; seed += 1) {
    try {
      const { steps, creates } = await runSeed({ seed });
      sum.runs += 1;
      sum.steps += steps;
      sum.creates += creates;
    } catch (error) {
      if (!(error instanceof Violation)) throw new Error(`seed ${seed}`, { cause: error });
      return { ...sum, violation: `${error.message}\nreplay: npm run simulate -- --seed ${seed}` };
    }
  }
  return sum;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '2000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
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
  return runAll(Number(values.from), Number(values.seeds));
}

function runAll(from: number, count: number): Promise<number> {
  const to = from + count;
  let next = from;
  const total = { runs: 0, steps: 0, creates: 0 };
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
        total.runs += done.runs;
        total.steps += done.steps;
        total.creates += done.creates;
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
  return Promise.all(Array.from({ length: availableParallelism() }, work)).then(() => {
    show();
    process.stdout.write(`\n${total.runs} seeds held, ${violations.length} did not\n`);
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
