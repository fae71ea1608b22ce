import { useMemo } from 'react';
import { useAsk, useClient, usePlace, useWindow } from '../../app/window-context.ts';
import { useTranslation } from 'react-i18next';

/** What a person can do to the intake. Each says itself what went wrong; all but `start` can be taken back. */
export interface IntakeActions {
  pair: (videos: string[], audios: string[]) => Promise<boolean>;
  unpair: (clips: string[]) => Promise<boolean>;
  setLanguage: (clips: string[], language: string | null) => Promise<boolean>;
  rename: (clip: string, name: string) => Promise<boolean>;
  setAgain: (clips: string[], again: boolean) => Promise<boolean>;
  remove: (what: { clips?: string[]; files?: string[] }) => Promise<boolean>;
  clear: () => Promise<boolean>;
  undo: () => Promise<boolean>;
  setBatch: (about: { name?: string; resultsFolder?: string; budget?: number | null }) => Promise<boolean>;
  /**
   * Starts the given clips, as many as the balance covers, or (null) all that can be, and goes to the queue. `agreed`: how
   * many of them the button names.
   */
  start: (clips: string[] | 'as-many-as-fit' | null, agreed: number) => Promise<boolean>;
}

export function useIntakeActions(): IntakeActions {
  const client = useClient();
  const ask = useAsk();
  const { go } = usePlace();
  const { toasts } = useWindow();
  const { t } = useTranslation();
  return useMemo(() => {
    const works = async (call: () => Promise<unknown>): Promise<boolean> => (await ask(call)) !== null;
    const { intake } = client;
    return {
      pair: (videos, audios) => works(() => intake.pair({ videos, audios })),
      unpair: (clips) => works(() => intake.unpair({ clips })),
      setLanguage: (clips, language) => works(() => intake.setLanguage({ clips, language })),
      rename: (clip, name) => works(() => intake.rename({ clip, name })),
      setAgain: (clips, again) => works(() => intake.setAgain({ clips, again })),
      remove: ({ clips = [], files = [] }) => works(() => intake.remove({ clips, files })),
      clear: () => works(() => intake.clear()),
      undo: () => works(() => intake.undo()),
      setBatch: (about) => works(() => intake.setBatch(about)),
      start: async (clips, agreed) => {
        const started = await ask(() => intake.start({ clips, agreed }));
        if (started === null) return false;
        toasts.say(t('intake.started', { count: started.answer.clips }));
        go('queue');
        return true;
      },
    };
  }, [client, ask, go, toasts, t]);
}
