import { z } from 'zod';
import { errorAnswer, json } from './answers.ts';
import type { Answer } from './answers.ts';
import { parseJson } from './api.ts';
import { faultPlanSchema } from './faults.ts';
import type { FaultPlan } from './faults.ts';

/** What a test wants to know about the service. Counts go back to the creation of its folder. */
export interface PracticeStats {
  /** Creates that arrived, whatever came of them, and those that made a job. */
  creates: { received: number; accepted: number };
  credits: number;
  /** In the order of acceptance. Paths are those of the input URLs, without their query, which may hold a signature. */
  jobs: { id: string; status: string; videoPath: string; audioPath: string; createdAt: string }[];
}

/** What can be changed and asked beside the API, by whoever is on this computer. */
export interface Controls {
  stats(): PracticeStats;
  setFaults(plan: FaultPlan): void;
  setCredits(credits: number): void;
  setTokens(tokens: readonly string[]): void;
}

const creditsSchema = z.union([
  z.strictObject({ credits: z.number().nonnegative() }),
  z.strictObject({ add: z.number().nonnegative() }),
]);
const tokensSchema = z.strictObject({ tokens: z.array(z.string().min(1)) });

/** Answers `GET /practice/stats` and `POST /practice/faults|credits|tokens`. No token: the service is on loopback only. */
export function answerAdmin(controls: Controls, method: string, path: string, body: string): Answer {
  switch (`${method} ${path}`) {
    case 'GET /practice/stats':
      return json(200, controls.stats());
    case 'POST /practice/faults':
      return change(faultPlanSchema, body, (plan) => controls.setFaults(plan));
    case 'POST /practice/credits':
      return change(creditsSchema, body, (wish) =>
        controls.setCredits('add' in wish ? controls.stats().credits + wish.add : wish.credits),
      );
    case 'POST /practice/tokens':
      return change(tokensSchema, body, ({ tokens }) => controls.setTokens(tokens));
    default:
      return errorAnswer(404, 'There is no such path.');
  }
}

function change<Schema extends z.ZodType>(
  schema: Schema,
  body: string,
  act: (value: z.output<Schema>) => void,
): Answer {
  const parsed = parseJson(schema, body);
  if (!parsed.success) return errorAnswer(400, z.prettifyError(parsed.error));
  act(parsed.data);
  return json(200, { success: true });
}
