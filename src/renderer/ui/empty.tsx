import type { ReactNode } from 'react';

/** A page with nothing on it yet: says what to do next. */
export function Empty({
  title,
  lead,
  wide = false,
  actions,
  children,
}: {
  title: string;
  lead: ReactNode;
  /** With room for examples. */
  wide?: boolean;
  actions?: ReactNode;
  children?: ReactNode;
}): ReactNode {
  return (
    <div className={wide ? 'empty' : 'empty narrow'}>
      <div>
        <h2>{title}</h2>
        <p className="lead">{lead}</p>
        {actions !== undefined && <div className="go">{actions}</div>}
        {children}
      </div>
    </div>
  );
}
