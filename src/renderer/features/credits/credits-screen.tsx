import type { ReactNode } from 'react';

/** Built on branch `window-intake`. */
export function CreditsScreen(): ReactNode {
  return <div />;
}
