const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
const scriptNames = new Intl.DisplayNames(['en'], { type: 'script', fallback: 'none' });
const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

const tagShape = /^[a-z]{2,3}(?:[-_][a-z]{4})?(?:[-_](?:[a-z]{2}|\d{3}))?$/i;

/**
 * The canonical form of a language tag (`FR_ca` → `fr-CA`, `eng` → `en`), or null when it is not a language, script and
 * region that exist. Extensions and variants are not taken: nobody dubs into them.
 */
export function canonicalLanguage(text: string): string | null {
  if (!tagShape.test(text)) return null;
  const [canonical = ''] = Intl.getCanonicalLocales(text.replaceAll('_', '-'));
  const { language, script, region } = new Intl.Locale(canonical);
  const exists =
    languageNames.of(language) !== undefined &&
    (script === undefined || scriptNames.of(script) !== undefined) &&
    (region === undefined || regionNames.of(region) !== undefined);
  return exists ? canonical : null;
}

/**
 * Three-letter codes that are read as a language in a file name. Most others are also words or abbreviations there
 * (`new`, `may`, `run`, `bas`, `pcm`), and a wrong guess is paid for; a manifest takes every code.
 */
const threeLetterLanguages = new Set(
  'ara bho ceb ces ckb deu eng fil fra ger hin hmn ita jpn kor nld por rus spa swe tgl tha tur ukr urd wuu yue zho'.split(
    ' ',
  ),
);

/** `vo` is voice-over rather than Volapük, and `in` a word: as Indonesian it gave way to `id` in 1989. */
const wordsOfTwoLetters = new Set(['vo', 'in']);

/** As canonicalLanguage, but doubting: what is more likely a word or a take's number in a file name gives null. */
function languageInFileName(text: string): string | null {
  const [code = '', ...rest] = text.toLowerCase().split(/[-_]/);
  if (code.length === 3 ? !threeLetterLanguages.has(code) : wordsOfTwoLetters.has(code)) return null;
  // 419, Latin America, is the one region in use that is a number; 001 (the world) numbers a take.
  if (rest.some((part) => /^\d/.test(part) && part !== '419')) return null;
  return canonicalLanguage(text);
}

/** One way to read a stem as a name followed by a language. `base` is empty when the stem is nothing but the language. */
export interface LanguageReading {
  base: string;
  language: string;
}

/**
 * Every way to read the end of a file's stem as a language after `.`, `_`, `-` or a space, longest tag first:
 * `intro-pt-BR` is `intro` in `pt-BR`, or `intro-pt` in `br`. Empty when there is none.
 */
export function languageReadings(stem: string): LanguageReading[] {
  return [...stem.matchAll(/(?:^|[\s._-]+)(?=([a-z\d]+(?:[-_][a-z\d]+){0,2})$)/gi)].flatMap(
    ({ index, 1: tag = '' }) => {
      const language = languageInFileName(tag);
      return language === null ? [] : [{ base: stem.slice(0, index), language }];
    },
  );
}
