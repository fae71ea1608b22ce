import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { AppView } from '../../shared/contract/app.ts';
import type { Client } from '../../shared/contract/link.ts';
import type { Problem } from '../../shared/problems.ts';
import type { Formats } from '../i18n/formats.ts';
import { describeIn, describeShortlyIn } from '../i18n/i18n.ts';
import { problemOf } from '../problem-of.ts';
import type { Mirror } from '../store/mirror.ts';
import type { Place, Screen } from '../../shared/place.ts';
import type { QueueList } from '../store/queue-list.ts';
import type { Toasts } from '../store/toasts.ts';

/** What every part of the window may use. It is made once, when the window opens. */
export interface WindowParts {
  client: Client;
  mirror: Mirror;
  queueList: QueueList;
  place: { store: StoreApi<Place>; go: (screen: Screen, open?: string | null) => void };
  toasts: Toasts;
  /** Ticks once a second, in ms since 1970, for what shows how long something takes. */
  clock: StoreApi<{ now: number }>;
}

export const WindowContext = createContext<WindowParts | null>(null);

export function useWindow(): WindowParts {
  const parts = useContext(WindowContext);
  if (parts === null) throw new Error('outside of WindowContext');
  return parts;
}

export function useClient(): Client {
  return useWindow().client;
}

/** A part of the app's view; the frame shows no screen before there is one. */
export function useApp<Part>(select: (app: AppView) => Part): Part {
  return useStore(useWindow().mirror.store, ({ app }) => {
    if (app === null) throw new Error('no app view yet');
    return select(app);
  });
}

export function usePlace(): Place & { go: (screen: Screen, open?: string | null) => void } {
  const { store, go } = useWindow().place;
  return { ...useStore(store), go };
}

/** The present second, in ms since 1970; while `running` is false it stands still. */
export function useNow(running = true): number {
  return useStore(useWindow().clock, ({ now }) => (running ? now : 0));
}

/** Made once a language: what formats is slow to make, and every cell needs it. */
export const FormatsContext = createContext<Formats | null>(null);

export function useFormats(): Formats {
  const formats = useContext(FormatsContext);
  if (formats === null) throw new Error('outside of FormatsContext');
  return formats;
}

/** Puts a problem into words of the window's language. */
export function useDescribe(): (problem: Problem) => { what: string; next: string } {
  const { i18n } = useTranslation();
  return (problem) => describeIn(i18n.language, problem);
}

/** Puts a problem into a few words, for a place that already shows the name of what it is about. */
export function useDescribeShortly(): (problem: Problem) => string {
  const { i18n } = useTranslation();
  return (problem) => describeShortlyIn(i18n.language, problem);
}

/**
 * Asks the engine for something and says it when that failed: the problem in words, or that no answer came. Gives back
 * null then.
 */
export function useAsk(): <Answer>(call: () => Promise<Answer>) => Promise<{ answer: Answer } | null> {
  const { toasts } = useWindow();
  const { t } = useTranslation();
  const describe = useDescribe();
  return async (call) => {
    try {
      return { answer: await call() };
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null) toasts.sayFailed(t('connection.noAnswer'));
      else {
        const { what, next } = describe(problem);
        toasts.sayFailed(`${what} ${next}`);
      }
      return null;
    }
  };
}
