import { useAsk, useClient } from '../../app/window-context.ts';
import type { Preferences } from '../../../shared/preferences.ts';
import type { Settings } from '../../../shared/settings.ts';

/** Keeps what a person set, at once; what could not be kept is said. */
export function useSave(): {
  settings: (settings: Partial<Settings>) => void;
  preferences: (preferences: Partial<Preferences>) => Promise<boolean>;
} {
  const client = useClient();
  const ask = useAsk();
  return {
    settings: (settings) => void ask(() => client.settings.set({ settings })),
    preferences: async (preferences) => (await ask(() => client.settings.set({ preferences }))) !== null,
  };
}
