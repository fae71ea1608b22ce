import type { ReactNode } from 'react';

/** A short word about a thing: its language, a mismatch. `needs-you` in amber. */
export function Tag({ look = 'plain', children }: { look?: 'plain' | 'needs-you'; children: ReactNode }): ReactNode {
  return <span className={look === 'plain' ? 'tag' : 'tag you'}>{children}</span>;
}
