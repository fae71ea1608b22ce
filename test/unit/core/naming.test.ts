import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { batchFolderName, nameKey, numbered, resultName, stemOf } from '../../../src/main/core/naming.ts';

const plain = (name: string): string => resultName({ name, language: null });
const bytes = (text: string): number => Buffer.byteLength(text);

describe('resultName', () => {
  it.each([
    ['intro', 'intro.mp4'],
    ['My clip (2) – “final” ’n’ more', 'My clip (2) – “final” ’n’ more.mp4'],
    ['say "hi"', 'say _hi_.mp4'],
    ["it's", "it's.mp4"],
    ['你好，世界', '你好，世界.mp4'],
    ['👩‍👩‍👧 family', '👩‍👩‍👧 family.mp4'],
    ['שלום עולם', 'שלום עולם.mp4'],
    ['cafe\u0301', 'café.mp4'],
    ['a/b\\c:d*e?f|g<h>', 'a_b_c_d_e_f_g_h_.mp4'],
    ['gp\u202e4pm.exe', 'gp4pm.exe.mp4'],
    ['line\nbreak', 'line_break.mp4'],
    ['half a pair \ud800', 'half a pair \ufffd.mp4'],
    ['trailing. . .', 'trailing.mp4'],
    ['...hidden', 'hidden.mp4'],
    ['CON', '_CON.mp4'],
    ['nul.txt', '_nul.txt.mp4'],
    ['com1 ', '_com1.mp4'],
    ['LPT²', '_LPT².mp4'],
    ['console', 'console.mp4'],
    ['..', 'clip.mp4'],
    ['', 'clip.mp4'],
    ['  \t ', 'clip.mp4'],
    ['\u200b\u200d', 'clip.mp4'],
  ])('makes of %j the name %j', (name, expected) => {
    expect(plain(name)).toBe(expected);
  });

  it('puts the language before the extension', () => {
    expect(resultName({ name: 'intro', language: 'fr-CA' })).toBe('intro.fr-CA.mp4');
    expect(resultName({ name: 'CON', language: 'es' })).toBe('_CON.es.mp4');
    expect(resultName({ name: '..', language: 'es' })).toBe('clip.es.mp4');
  });

  it('cuts the middle of a long name, between whole characters, and keeps the language', () => {
    const letters = 'a'.repeat(150) + 'b'.repeat(100);
    expect(resultName({ name: letters, language: 'es' })).toBe(`${'a'.repeat(133)}…${'b'.repeat(87)}.es.mp4`);
    expect(bytes(plain(letters))).toBe(230);

    for (const [character, pattern] of [
      ['中', /^中+…中+\.mp4$/],
      ['👩‍👩‍👧', /^(?:👩‍👩‍👧)+…(?:👩‍👩‍👧)+\.mp4$/u],
      ['🇫🇷', /^(?:🇫🇷)+…(?:🇫🇷)+\.mp4$/u],
      ['a\u0323\u0302\u0308', /^(?:ậ\u0308)+…(?:ậ\u0308)+\.mp4$/],
    ] as const) {
      const name = plain(character.repeat(250));
      expect(name).toMatch(pattern);
      expect(bytes(name)).toBeGreaterThan(180);
    }
  });
});

it('names a folder for a batch', () => {
  expect(batchFolderName('Spring 12.11.')).toBe('Spring 12.11');
  expect(batchFolderName('///')).toBe('___');
  expect(batchFolderName('.')).toBe('batch');
});

it('numbers a result before its extension and a folder at its end', () => {
  expect(numbered('intro.es.mp4', 2)).toBe('intro.es (2).mp4');
  expect(numbered('Spring 12.11', 3)).toBe('Spring 12.11 (3)');
});

it('compares names as forgiving file systems do', () => {
  expect(nameKey('CAFÉ')).toBe(nameKey('cafe\u0301'));
  expect(nameKey('cafe')).not.toBe(nameKey('café'));
});

/** Texts made to hurt: every kind of character, short and long. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        'a',
        'CON',
        '.',
        ' ',
        '..',
        '/',
        '\\',
        '\0',
        '\u0085',
        '\ud83d',
        '👩‍👩‍👧',
        '中',
        'e\u0301',
        '\u0301',
        '🇫🇷',
        '\u202e',
        '…',
        '\u200d',
        '\u0958',
      ),
      { maxLength: 300, size: 'max' },
    )
    .map((parts) => parts.join('')),
);
const anyLanguage = fc.constantFrom(null, 'es', 'zh-Hant-TW');

describe('whatever the name', () => {
  it('is never empty, hidden, a path or too long', () => {
    fc.assert(
      fc.property(anyText, anyLanguage, (name, language) => {
        for (const safe of [resultName({ name, language }), batchFolderName(name)]) {
          expect(stemOf(safe)).not.toBe('');
          // eslint-disable-next-line no-control-regex -- control characters are what must not be there
          expect(safe).not.toMatch(/[/\\:*?"<>|\u0000-\u001f\u0080-\u009f]|^[.\s]|[.\s]$/);
          expect(safe.isWellFormed()).toBe(true);
          expect(bytes(`${numbered(safe, 99)}.part`)).toBeLessThanOrEqual(240);
        }
      }),
    );
  });

  it('changes nothing when applied again', () => {
    fc.assert(
      fc.property(anyText, anyLanguage, (name, language) => {
        const result = resultName({ name, language });
        expect(plain(stemOf(result))).toBe(result);
        expect(batchFolderName(batchFolderName(name))).toBe(batchFolderName(name));
      }),
    );
  });
});
