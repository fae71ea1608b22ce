import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Preferences } from '../../shared/preferences.ts';
import { describe, describeShortly, fillIn, type Problem } from '../../shared/problems.ts';
import en from './en.json';
import zhCN from './zh-CN.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

/** The language that a person chose, or else the system's, or else English. */
export function chooseLanguage(preferred: Preferences['language'], system: readonly string[]): Language {
  if (preferred !== null) return preferred;
  for (const tag of system) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

/** The locale for numbers and dates: the system's own where it is of that language. */
export function localeOf(language: Language, system: readonly string[]): string {
  return system.find((tag) => tag.split('-')[0] === language.split('-')[0]) ?? language;
}

export function createTexts(language: Language): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
    returnNull: false,
  });
  return instance;
}

const chineseProblems: Record<string, { what: string; short?: string; next: string }> = zhCN.problems;

/** The problem in the window's language. English comes from the catalogue itself. */
export function describeIn(language: string, problem: Problem): { what: string; next: string } {
  const texts = language === 'zh-CN' ? chineseProblems[problem.code] : undefined;
  if (texts === undefined) return describe(problem);
  const { parameters } = problem;
  return { what: fillIn(texts.what, parameters, '未知'), next: fillIn(texts.next, parameters, '未知') };
}

/** The same in a few words, for places that already show the name of the file or clip. */
export function describeShortlyIn(language: string, problem: Problem): string {
  const texts = language === 'zh-CN' ? chineseProblems[problem.code] : undefined;
  if (texts === undefined) return describeShortly(problem);
  return fillIn(texts.short ?? texts.what.replace(/。$/, ''), problem.parameters, '未知');
}
