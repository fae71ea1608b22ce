import { describe, expect, it } from 'vitest';

import {
  describe as inEnglish,
  describeShortly,
  problem,
  problemCodes,
  problemSchema,
} from '../../../src/shared/problems.ts';

/** Answers every parameter that a text asks for, and notes its name. */
function anyParameters(asked: Set<string>): Record<string, string> {
  return new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name) => {
        asked.add(String(name));
        return `<${String(name)}>`;
      },
    },
  );
}

describe.each(problemCodes)('%s', (code) => {
  const asked = new Set<string>();
  const { what, next } = inEnglish({ code, parameters: anyParameters(asked) });

  it('has every placeholder filled', () => {
    expect(what + next).not.toMatch(/[{}]/);
    for (const name of asked) expect(what + next).toContain(`<${name}>`);
  });

  it('is written plainly, in whole sentences', () => {
    for (const text of [what, next]) {
      expect(text).toMatch(/^\S.*\.$/);
      expect(text).not.toMatch(/oops|!|\s{2}/i);
    }
  });
});

it('fills in what was given', () => {
  const { what } = inEnglish(problem('media.too-long', { name: 'a.mp4', seconds: 700, limit: 600 }));
  expect(what).toBe('“a.mp4” lasts 700 s; the limit is 600 s.');
});

it('says a problem of a file in few words, without the name that stands beside it', () => {
  for (const code of problemCodes.filter((each) => each.startsWith('media.') && !each.endsWith('-missing'))) {
    const words = describeShortly({
      code,
      parameters: { name: 'intro.mp4', limit: 600, seconds: 30, reason: 'EACCES' },
    });
    expect(words).not.toMatch(/intro|[{}.]/);
    expect(words.length).toBeLessThan(27);
  }
  expect(describeShortly(problem('service.token'))).toBe(inEnglish(problem('service.token')).what.replace(/\.$/, ''));
});

it('takes nothing for a problem that is not in the catalogue', () => {
  expect(problemSchema.safeParse({ code: 'toString', parameters: {} }).success).toBe(false);
});
