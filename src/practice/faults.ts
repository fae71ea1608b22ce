import { z } from 'zod';
import { billingSchema } from './billing.ts';

const callSchema = z.enum(['create', 'get', 'list', 'profile', 'result', 'input']);
/** What a rule can be about: the four calls of the API, a download of a result, the service's own download of an input. */
export type Call = z.infer<typeof callSchema>;

const positive = z.number().int().positive();
const seconds = z.number().nonnegative();
const when = z.enum(['before', 'after']);
const which = {
  on: callSchema,
  nth: z.union([positive, z.array(positive).min(1)]).optional(),
  times: positive.optional(),
};

const ruleSchema = z
  .discriminatedUnion('do', [
    z.strictObject({ ...which, do: z.literal('drop-before') }),
    z.strictObject({ ...which, do: z.literal('drop-after') }),
    z.strictObject({ ...which, do: z.literal('delay'), seconds, when: when.default('before') }),
    z.strictObject({
      ...which,
      do: z.literal('html'),
      status: z.number().int().min(200).max(599).default(502),
      when: when.default('before'),
    }),
    z.strictObject({ ...which, do: z.literal('cut-body') }),
    z.strictObject({
      ...which,
      do: z.literal('nonsense'),
      body: z.string().default('{"fish":["no","answer"],"data":42}'),
      when: when.default('after'),
    }),
    z.strictObject({ ...which, do: z.literal('huge'), megabytes: positive.default(64), when: when.default('after') }),
    z.strictObject({
      ...which,
      do: z.literal('status'),
      status: z.number().int().min(400).max(599),
      retryAfterSeconds: seconds.optional(),
      code: z.string().optional(),
      message: z.string().optional(),
      when: when.default('before'),
    }),
    z.strictObject({ ...which, do: z.literal('silence') }),
  ])
  .refine((rule) => rule.times === undefined || !Array.isArray(rule.nth), '“times” needs a single “nth”, or none');
/** One piece of misbehaviour. src/practice/README.md explains each. */
export type Fault = z.infer<typeof ruleSchema>;

/** In which order lists are: of which nothing is documented. `shuffled` is another order for each list. */
const listOrderSchema = z.enum(['newest', 'oldest', 'changed', 'shuffled']);
export type ListOrder = z.infer<typeof listOrderSchema>;

const planSchema = z.strictObject({
  rules: z.array(ruleSchema).default([]),
  listLagSeconds: seconds.optional(),
  listOrder: listOrderSchema.default('newest'),
  repeatInputUrls: z.boolean().optional(),
  failJobs: z.array(positive).default([]),
  billFailedJobs: z.boolean().default(false),
  billing: billingSchema.optional(),
  creditsPerUnit: z.number().nonnegative().optional(),
});
/** Reads a fault plan: the object that README.md describes, or only its list of rules. */
export const faultPlanSchema = z.preprocess((plan) => (Array.isArray(plan) ? { rules: plan } : plan), planSchema);
/** A fault plan as a caller may write it; what is left out has its default. */
export type FaultPlan = z.input<typeof planSchema> | z.input<typeof ruleSchema>[];
type ParsedPlan = z.infer<typeof planSchema>;

/** The plan that is being played, and how far it has come. */
export interface Faults {
  plan(): ParsedPlan;
  /** Begins another plan; all counting starts anew. */
  replace(plan: ParsedPlan): void;
  /** Counts one such call and says what is to go wrong with it, if anything. The first rule that fits wins. */
  next(call: Call): Fault | undefined;
  /** Counts one accepted job and says whether it is to fail. */
  nextJobFails(): boolean;
}

/** Starts to play `plan`. */
export function createFaults(plan: ParsedPlan): Faults {
  let current = plan;
  let calls = new Map<Call, number>();
  let accepted = 0;
  return {
    plan: () => current,
    replace(next) {
      current = next;
      calls = new Map();
      accepted = 0;
    },
    next(call) {
      const count = (calls.get(call) ?? 0) + 1;
      calls.set(call, count);
      return current.rules.find((rule) => rule.on === call && fits(rule, count));
    },
    nextJobFails() {
      accepted += 1;
      return current.failJobs.includes(accepted);
    },
  };
}

function fits({ nth, times }: Fault, count: number): boolean {
  if (Array.isArray(nth)) return nth.includes(count);
  const first = nth ?? 1;
  const length = times ?? (nth === undefined ? Infinity : 1);
  return count >= first && count < first + length;
}

/** Whether the call comes to nothing: the misbehaviour takes the place of its effect, not only of its answer. */
export function preventsEffect(fault: Fault): boolean {
  switch (fault.do) {
    case 'drop-before':
      return true;
    case 'html':
    case 'nonsense':
    case 'huge':
    case 'status':
      return fault.when === 'before';
    case 'drop-after':
    case 'cut-body':
    case 'silence':
    case 'delay':
      return false;
  }
}
