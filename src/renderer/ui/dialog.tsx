import { Modal } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { focusNearest, pathOf } from './focus-path.ts';

/** What has to be answered or left before going on. Esc and a press beside it leave it; focus stays in, and goes back. */
export function Dialog({
  title,
  closeLabel,
  onClose,
  width = 440,
  footer,
  children,
}: {
  title: string;
  closeLabel: string;
  onClose: () => void;
  /** In pixels. */
  width?: number;
  footer?: ReactNode;
  children: ReactNode;
}): ReactNode {
  // Mantine gives the focus back only to a dialog that was there before it opened.
  const [before] = useState(() => pathOf(document.activeElement));
  useEffect(() => () => focusNearest(before), [before]);
  return (
    <Modal.Root
      opened
      onClose={onClose}
      unstyled
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      className="dialog-root"
    >
      <Modal.Overlay className="dialog-veil" />
      <Modal.Content classNames={{ inner: 'dialog-place', content: 'dialog' }} styles={{ content: { width } }}>
        <Modal.Header className="dialog-head">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton className="btn quiet icon sm" aria-label={closeLabel} title={`${closeLabel}  Esc`} />
        </Modal.Header>
        <Modal.Body className="dialog-body">{children}</Modal.Body>
        {footer !== undefined && <div className="dialog-foot">{footer}</div>}
      </Modal.Content>
    </Modal.Root>
  );
}
