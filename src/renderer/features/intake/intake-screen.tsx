import type { ReactNode } from 'react';

/** Built on branch `window-intake`. */
export function IntakeScreen(): ReactNode {
  return <div />;
}
