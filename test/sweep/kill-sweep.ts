import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Samples } from '../e2e/support/desk.ts';
import { makeClips } from '../integration/media/clips.ts';
import { judge, type Verdict } from './judge.ts';
import { each, spread } from './sample.ts';
import { scenarioNames, scenarioOf, setUp, type ScenarioName } from './scenarios.ts';
import { killedAt, logged, nameOf, pointOf, pointsOf, type Point } from './strace.ts';

/**
 * `npm run kill-sweep` kills a real `shoal run` (or `resume`) of one clip with SIGKILL at every call of the kernel that
 * its main thread makes, resumes it, and judges. `--sample 100 --seed 7` tries so many of the points; `--scenario NAME`
 * only one scenario, and with `--point CALL:NTH` only one point of it.
 */
export interface SweepOptions {
  scenarios: readonly ScenarioName[];
  /** How many points in all, spread over the scenarios and drawn by `seed`; null for every point. */
  sample: number | null;
  seed: number;
  point: Point | null;
  say: (line: string) => void;
}

export interface Sum {
  tried: number;
  killed: number;
  duplicates: number;
  awaiting: number;
  corrupt: number;
  /** Empty files that stay behind in the results folder. */
  leftBehind: number;
  /** Each with the command that replays it. */
  wrong: string[];
}

export async function killSweep(options: SweepOptions): Promise<Sum> {
  const { scenarios, sample, seed, point, say } = options;
  const sum: Sum = { tried: 0, killed: 0, duplicates: 0, awaiting: 0, corrupt: 0, leftBehind: 0, wrong: [] };
  const folder = await mkdtemp(join(tmpdir(), 'shoal-sweep-'));
  const samples: Samples = { folder, video: join(folder, 'clip.mp4'), audio: join(folder, 'clip.wav') };
  try {
    await makeClips(folder, ['clip.mp4', 'clip.wav']);
    const plan = await Promise.all(
      scenarios.map(async (scenario, index) => {
        if (point !== null) return [{ scenario, point }];
        const { skipped, points } = await countPoints(scenario, samples);
        const count =
          sample === null
            ? points.length
            : Math.ceil(((index + 1) * sample) / scenarios.length) - Math.ceil((index * sample) / scenarios.length);
        const chosen = spread(points, count, seed + index);
        say(
          `${scenario}: ${chosen.length} of ${points.length} points; ${skipped} before the data folder is touched are left out`,
        );
        return chosen.map((one) => ({ scenario, point: one }));
      }),
    );
    await each(plan.flat(), availableParallelism(), async (trial) => {
      const { killed, verdict, told } = await tryPoint(trial, samples);
      sum.tried += 1;
      sum.killed += Number(killed);
      sum.duplicates += verdict.duplicates;
      sum.awaiting += Number(verdict.awaiting);
      sum.corrupt += Number(verdict.corrupt || verdict.setAside);
      if (verdict.setAside) verdict.wrong.push('a ledger was set aside: a kill must not damage one');
      sum.leftBehind += Number(verdict.leftBehind);
      if (verdict.wrong.length > 0 || point !== null) {
        const replay = `npm run kill-sweep -- --scenario ${trial.scenario} --point ${nameOf(trial.point)}`;
        const found = `${replay}\n${verdict.wrong.join('\n')}\n${told}`;
        if (verdict.wrong.length > 0) sum.wrong.push(found);
        say(found);
      }
      if (sum.tried % 100 === 0) say(inWords(sum));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return sum;
}

/** The points of a scenario's command, from a run that nobody disturbs. */
async function countPoints(scenario: ScenarioName, samples: Samples): Promise<ReturnType<typeof pointsOf>> {
  await using stage = await setUp(scenario, samples);
  const log = join(stage.desk.folder, 'calls');
  const { stderr } = await stage.desk.startUnder(logged(log), ...stage.command).ended;
  if (stderr !== '') throw new Error(`undisturbed, it said: ${stderr}`);
  return pointsOf(await readFile(log, 'utf8'), stage.desk.data);
}

async function tryPoint(
  { scenario, point }: { scenario: ScenarioName; point: Point },
  samples: Samples,
): Promise<{ killed: boolean; verdict: Verdict; told: string }> {
  await using stage = await setUp(scenario, samples);
  const first = await stage.desk.startUnder(killedAt(point), ...stage.command).ended;
  const resumed = await stage.resume();
  const told = `${first.stdout}${first.stderr}-- resumed --\n${resumed}`;
  return { killed: first.code === 137, verdict: await judge(stage.desk, told), told };
}

export function inWords({ tried, killed, duplicates, awaiting, corrupt, leftBehind, wrong }: Sum): string {
  return `${tried} points tried (${killed} killed, the others ended before), ${duplicates} duplicates, ${awaiting} awaiting a person, ${corrupt} corrupt ledgers, ${leftBehind} empty files left behind, ${wrong.length} wrong`;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string' },
      point: { type: 'string' },
      sample: { type: 'string' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    },
  });
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  if (values.sample !== undefined) say(`seed ${values.seed}`);
  const sum = await killSweep({
    scenarios: values.scenario === undefined ? scenarioNames : [scenarioOf(values.scenario)],
    point: values.point === undefined ? null : pointOf(values.point),
    sample: values.sample === undefined ? null : Number(values.sample),
    seed: Number(values.seed),
    say,
  });
  say(inWords(sum));
  return sum.wrong.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
