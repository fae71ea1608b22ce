import { useEffect, useEffectEvent, type ReactNode } from 'react';
import { IconButton } from './button.tsx';

/** What opens at the right of a list, and never loses its place. Esc closes it, unless something is open over it. */
export function Panel({
  label,
  heading,
  tools,
  closeLabel,
  onClose,
  footer,
  children,
}: {
  label: string;
  heading: ReactNode;
  /** Beside the close button. */
  tools?: ReactNode;
  closeLabel: string;
  onClose: () => void;
  /** A whole `<footer>`, which stays in sight. */
  footer?: ReactNode;
  children: ReactNode;
}): ReactNode {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isOver = document.querySelector('.dialog, .menu, :popover-open') !== null;
    if (event.key === 'Escape' && !event.defaultPrevented && !isOver) onClose();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <aside className="panel" aria-label={label} tabIndex={-1}>
      <header>
        {heading}
        <span className="sp">
          {tools}
          <IconButton icon="close" label={closeLabel} keys="Esc" onClick={onClose} />
        </span>
      </header>
      <div className="in" tabIndex={0} role="group" aria-label={label}>
        {children}
      </div>
      {footer}
    </aside>
  );
}
