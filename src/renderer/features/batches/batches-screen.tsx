import type { ReactNode } from 'react';

/** Built on branch `window-intake`. */
export function BatchesScreen(): ReactNode {
  return <div />;
}
