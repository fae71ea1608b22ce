import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

/**
 * What is held, why, since when, and the one thing to do. It pushes the page down, once. It is no alert: the announcer
 * reads out what begins, once, and not every change of a number in it.
 */
export function Banner({
  title,
  quiet = false,
  children,
  actions,
}: {
  title: string;
  /** It ends by itself: nothing to do, so not amber. */
  quiet?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
}): ReactNode {
  return (
    <section className={quiet ? 'banner quiet' : 'banner'} aria-label={title}>
      <Icon name="warning" />
      <div>
        <strong>{title}</strong>
        {children}
      </div>
      {actions !== undefined && <div className="do">{actions}</div>}
    </section>
  );
}
