import type { ReactNode } from 'react';

/** Built on branch `window-intake`. */
export function SettingsScreen(): ReactNode {
  return <div />;
}
