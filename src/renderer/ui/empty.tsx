import type { ReactNode } from 'react';

/** A page with nothing on it yet: says what to do next. */
export function Empty({
  title,
  lead,
  actions,
  children,
}: {
  title: string;
  lead: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      <div>
        <h2>{title}</h2>
        <p className="lead">{lead}</p>
        {actions !== undefined && <div className="go">{actions}</div>}
        {children}
      </div>
    </div>
  );
}
