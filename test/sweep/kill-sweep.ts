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
import { demandStrace, killedAt, logged, nameOf, pointOf, pointsOf, type Point } from './strace.ts';

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

interface Trial {
  scenario: ScenarioName;
  point: Point;
}

export interface Sum {
  /** Points at which the run was really killed. */
  tried: number;
  /** Points that a run never came to, because it needed fewer calls than the one they were counted in; they prove nothing. */
  missed: number;
  duplicates: number;
  awaiting: number;
  corrupt: number;
  /** Each with the command that replays it. */
  wrong: string[];
}

export async function killSweep(options: SweepOptions): Promise<Sum> {
  const { scenarios, sample, seed, point, say } = options;
  const sum: Sum = { tried: 0, missed: 0, duplicates: 0, awaiting: 0, corrupt: 0, wrong: [] };
  demandStrace();
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
      const { met, verdict, told, point: tried } = await tryPointOrEarlier(trial, samples, sample !== null);
      if (met) sum.tried += 1;
      else sum.missed += 1;
      sum.duplicates += verdict.duplicates;
      sum.awaiting += Number(verdict.awaiting);
      sum.corrupt += Number(verdict.corrupt || verdict.setAside);
      if (verdict.setAside) verdict.wrong.push('a ledger was set aside: a kill must not damage one');
      if (verdict.wrong.length > 0 || point !== null) {
        const replay = `npm run kill-sweep -- --scenario ${trial.scenario} --point ${nameOf(tried)}`;
        const found = `${replay}${met ? '' : ' (not met)'}\n${verdict.wrong.join('\n')}\n${told}`;
        if (verdict.wrong.length > 0) sum.wrong.push(found);
        say(found);
      }
      if ((sum.tried + sum.missed) % 100 === 0) say(inWords(sum));
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

interface Tried {
  point: Point;
  met: boolean;
  verdict: Verdict;
  told: string;
}

/** Where a sample's point is not met, an earlier call of the same name stands in for it, so that none is wasted. */
async function tryPointOrEarlier(trial: Trial, samples: Samples, orEarlier: boolean): Promise<Tried> {
  const tried = await tryPoint(trial, samples);
  const { point } = trial;
  if (tried.met || tried.verdict.wrong.length > 0 || !orEarlier || point.nth === 1) return tried;
  const earlier = { ...point, nth: Math.floor(point.nth * 0.95) };
  return tryPointOrEarlier({ ...trial, point: earlier }, samples, orEarlier);
}

async function tryPoint({ scenario, point }: Trial, samples: Samples): Promise<Tried> {
  await using stage = await setUp(scenario, samples);
  const { desk, repeatsUrls } = stage;
  const first = await desk.startUnder(killedAt(point), ...stage.command).ended;
  const met = first.code === 137;
  // Nothing is proven by a run that did not begin.
  if (!met && first.stderr.includes('strace: ')) throw new Error(first.stderr);
  const resumed = await stage.resume();
  const told = `${first.stdout}${first.stderr}-- resumed --\n${resumed.stdout}${resumed.stderr}`;
  return { point, met, verdict: judge(desk, { first, resumed, repeatsUrls, receipt: true }), told };
}

export function inWords({ tried, missed, duplicates, awaiting, corrupt, wrong }: Sum): string {
  return `${tried} points tried (${missed} more were not met), ${duplicates} duplicates, ${awaiting} awaiting a person, ${corrupt} corrupt ledgers, ${wrong.length} wrong`;
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
