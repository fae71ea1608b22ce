import { useAsk, useClient } from '../../app/window-context.ts';
import type { Preferences } from '../../../shared/preferences.ts';
import type { SettingsChange } from '../../../shared/settings.ts';

/** Keeps what a person sets, at once; what went wrong is said. The answer is whether it was kept. */
export function useSave(): {
  settings: (settings: SettingsChange) => Promise<boolean>;
  preferences: (preferences: Partial<Preferences>) => Promise<boolean>;
} {
  const client = useClient();
  const ask = useAsk();
  return {
    settings: async (settings) => (await ask(() => client.settings.set({ settings }))) !== null,
    preferences: async (preferences) => (await ask(() => client.settings.set({ preferences }))) !== null,
  };
}
