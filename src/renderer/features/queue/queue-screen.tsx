import type { ReactNode } from 'react';
export function QueueScreen(): ReactNode {
  return <div />;
}
