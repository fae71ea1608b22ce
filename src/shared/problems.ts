import { z } from 'zod';
import { catalogue } from './problem-catalogue.ts';

type Catalogue = typeof catalogue;
export type ProblemCode = keyof Catalogue;

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
type ParametersOf<Code extends ProblemCode> = Placeholders<Catalogue[Code]['what'] | Catalogue[Code]['next']>;
type ProblemArguments<Code extends ProblemCode> = [ParametersOf<Code>] extends [never]
  ? []
  : [parameters: Record<ParametersOf<Code>, string | number>];

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(catalogue, code);
}

/** Every code, for what must know them all. */
export const problemCodes = Object.keys(catalogue).filter(isProblemCode);

/** A problem as stored with an attempt or a clip and as sent to a window. Its parameters must already be redacted. */
export const problemSchema = z.object({
  code: z.string().refine(isProblemCode, 'not a known problem code'),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
});
export interface Problem {
  code: ProblemCode;
  parameters: Record<string, string | number>;
}

/** Makes a problem; the compiler asks for exactly the parameters that its text names. */
export function problem<Code extends ProblemCode>(code: Code, ...[parameters]: ProblemArguments<Code>): Problem {
  return { code, parameters: parameters ?? {} };
}

/** Whether the program tries again by itself, so that nobody has to do anything. */
export function passesByItself({ code }: Problem): boolean {
  return catalogue[code].again === 'itself';
}

/** The problem in English: what happened, and what the person can do now. */
export function describe({ code, parameters }: Problem): { what: string; next: string } {
  const { what, next } = catalogue[code];
  return { what: fillIn(what, parameters, 'unknown'), next: fillIn(next, parameters, 'unknown') };
}

/** Puts parameters in the places of a text. The service ends its messages with a stop of its own: one is enough. */
export function fillIn(text: string, parameters: Problem['parameters'], unknown: string): string {
  return text.replace(/\{(\w+)\}([.。]?)/g, (_, name: string, stop: string) => {
    const value = String(parameters[name] ?? unknown);
    return (stop === '' ? value : value.replace(/[.。]+$/, '')) + stop;
  });
}

/** The problem in a few English words that fit beside the name of the file or clip that it is about, without a full stop. */
export function describeShortly(found: Problem): string {
  const entry = catalogue[found.code];
  return 'short' in entry ? fillIn(entry.short, found.parameters, 'unknown') : describe(found).what.replace(/\.$/, '');
}

/** The problem as one line of English. */
export function sentence(found: Problem): string {
  const { what, next } = describe(found);
  return `${what} ${next}`;
}
