import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '../../src/renderer/i18n/en.json';
import { describeIn } from '../../src/renderer/i18n/i18n.ts';
import zhCN from '../../src/renderer/i18n/zh-CN.json';
import { describe as inEnglish, problemCodes } from '../../src/shared/problems.ts';

const plural = /_(zero|one|two|few|many|other)$/;

function flatten(texts: object, path = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries<unknown>({ ...texts })) {
    const whole = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string') flat.set(whole, value);
    else if (typeof value === 'object' && value !== null) {
      for (const [inner, text] of flatten(value, whole)) flat.set(inner, text);
    }
  }
  return flat;
}

const { problems: chineseProblems, ...chineseTexts } = zhCN;
const english = flatten(en);
const chinese = flatten(chineseTexts);
const namesIn = (text: string, pattern: RegExp): string[] => [...new Set(text.match(pattern))].toSorted();

describe('the texts of the window', () => {
  it('are there in both languages under the same keys', () => {
    const keys = (texts: Map<string, string>): string[] =>
      [...new Set([...texts.keys()].map((key) => key.replace(plural, '')))].toSorted();
    expect(keys(chinese)).toEqual(keys(english));
  });

  it('have every plural form that their language has', () => {
    for (const [language, texts] of [
      ['en', english],
      ['zh-CN', chinese],
    ] as const) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      for (const key of texts.keys()) {
        if (!plural.test(key)) continue;
        const base = key.replace(plural, '');
        for (const form of forms) expect(texts.has(`${base}_${form}`), `${language}: ${base}_${form}`).toBe(true);
      }
    }
  });

  it('name the same parameters in both languages', () => {
    for (const [key, text] of chinese) {
      const other = english.get(key) ?? '';
      expect(namesIn(text, /\{\{\w+\}\}/g), key).toEqual(namesIn(other, /\{\{\w+\}\}/g));
    }
  });

  it('are all used, and nothing else is asked for', async () => {
    const folder = join(import.meta.dirname, '../../src/renderer');
    const files = (await readdir(folder, { recursive: true })).filter((name) => /\.tsx?$/.test(name));
    const sources = (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
    const asked = new Set<string>();
    const patterns: RegExp[] = [];
    for (const [, literal, template] of sources.matchAll(/'([\w-]+(?:\.[\w-]+)+)'|`([\w-]+\.[^`\s]*\$\{[^`]*)`/g)) {
      if (literal !== undefined) asked.add(literal);
      if (template !== undefined) {
        const pattern = template.replace(/\$\{[^}]*\}/g, '\0').replace(/[.*+?^()|[\]\\]/g, '\\$&');
        patterns.push(new RegExp(`^${pattern.replaceAll('\0', '[\\w-]+')}$`));
      }
    }
    const keys = [...new Set([...english.keys()].map((key) => key.replace(plural, '')))];
    const unused = keys.filter((key) => !asked.has(key) && !patterns.some((pattern) => pattern.test(key)));
    expect(unused).toEqual([]);
    const called = [...sources.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key]) => key ?? '');
    expect(called.filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('tell every problem of the catalogue in Chinese, with the same parameters', () => {
    expect(Object.keys(chineseProblems).toSorted()).toEqual(problemCodes.toSorted());
    for (const code of problemCodes) {
      const marks = (text: string): string[] => namesIn(text, /<\w+>/g);
      const parameters = new Proxy<Record<string, string>>({}, { get: (_, name) => `<${String(name)}>` });
      const [here, there] = [describeIn('zh-CN', { code, parameters }), inEnglish({ code, parameters })];
      expect(marks(here.what), code).toEqual(marks(there.what));
      expect(marks(here.next), code).toEqual(marks(there.next));
    }
  });
});
