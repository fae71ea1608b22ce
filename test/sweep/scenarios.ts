import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PracticeOptions } from '../../src/practice/service.ts';
import { createDesk, putClips, type Desk, type Samples } from '../e2e/support/desk.ts';
import type { Ended } from '../e2e/support/shoal.ts';
import { patientTunnel } from '../e2e/support/patient-tunnel.ts';

/** A story of one clip, in which one command is disturbed and then followed by an undisturbed `shoal resume`. */
interface Scenario {
  practice: Partial<PracticeOptions>;
  /** What was before the disturbed command. */
  before?: (desk: Desk, options: readonly string[]) => Promise<void>;
  /** The command that is disturbed. */
  command: 'run' | 'resume';
  /** What a person does before the resume. */
  between?: (desk: Desk) => void;
}

export const scenarioNames = [
  'success',
  'new-ledger',
  'lost-answer',
  'lost-answer-doubt',
  'no-credits',
  'topped-up',
  'recovery',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

const scenarios: Record<ScenarioName, Scenario> = {
  success: { practice: {}, command: 'run' },
  // The only one with a service that is polled at its own pace, as the settings are in the ledger too.
  'new-ledger': { practice: {}, before: (desk) => rm(desk.data, { recursive: true }), command: 'run' },
  'lost-answer': {
    practice: { faults: [{ on: 'create', nth: 1, do: 'drop-after' }], repeatInputUrls: true },
    command: 'run',
  },
  'lost-answer-doubt': {
    practice: { faults: [{ on: 'create', nth: 1, do: 'drop-after' }], repeatInputUrls: false },
    command: 'run',
  },
  'no-credits': { practice: { credits: 0 }, command: 'run', between: (desk) => desk.service.setCredits(1000) },
  'topped-up': {
    practice: { credits: 0 },
    async before(desk, options) {
      await desk.shoal('run', desk.clips, ...options);
      desk.service.setCredits(1000);
    },
    command: 'resume',
  },
  // The first process is killed while it waits for the answer to its create; its recovery is what is disturbed.
  recovery: {
    practice: { faults: [{ on: 'create', nth: 1, do: 'silence' }] },
    async before(desk, options) {
      const first = desk.start('run', desk.clips, ...options);
      while (desk.service.stats().creates.accepted === 0) await sleep(5); // the service tells nobody when it accepts
      first.process.kill('SIGKILL');
      await first.ended;
    },
    command: 'resume',
  },
};

export function scenarioOf(name: string): ScenarioName {
  const found = scenarioNames.find((known) => known === name);
  if (found === undefined) throw new Error(`There is ${scenarioNames.join(', ')}, but no “${name}”.`);
  return found;
}

/** A desk where the disturbed command of a scenario is next. */
export interface Stage {
  desk: Desk;
  command: readonly string[];
  /** Whether a lost create can be told by the service's list, so that no doubt about it may stay. */
  repeatsUrls: boolean;
  /** Goes on undisturbed, as far as it can without a person's decision. */
  resume(): Promise<Ended>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Sets up a scenario with one clip, up to the command that is to be disturbed. */
export async function setUp(name: ScenarioName, samples: Samples): Promise<Stage> {
  const scenario = scenarios[name];
  await using stack = new AsyncDisposableStack();
  // Quick polls, and one walk of the list instead of three that are a second apart: a sweep is thousands of runs.
  const settings = { firstPollMs: 20, slowestPollMs: 100, reconcilePasses: 1 };
  const desk = stack.use(await createDesk({ renderSeconds: 0.01, ...scenario.practice }, settings));
  await putClips(samples, desk.clips, ['one']);
  const tunnel = stack.use(await patientTunnel(desk.data));
  const options = ['--public-url', tunnel.url, '--reconcile-minutes', '0'];
  await scenario.before?.(desk, options);
  const owned = stack.move();
  return {
    desk,
    command: scenario.command === 'run' ? ['run', desk.clips, ...options] : ['resume', ...options],
    repeatsUrls: scenario.practice.repeatInputUrls ?? true,
    resume() {
      scenario.between?.(desk);
      return desk.shoal('resume', ...options);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
