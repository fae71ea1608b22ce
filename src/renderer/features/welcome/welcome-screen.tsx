import type { ReactNode } from 'react';

/** Built on branch `window-intake`. */
export function WelcomeScreen(): ReactNode {
  return <div />;
}
