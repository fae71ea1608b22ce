import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';

/** Shown in the place of what could not be drawn: without it, one fault would leave an empty page. */
export class FaultBoundary extends Component<{ children: ReactNode }, { hasFault: boolean }> {
  override state = { hasFault: false };

  static getDerivedStateFromError(): { hasFault: boolean } {
    return { hasFault: true };
  }

  override render(): ReactNode {
    return this.state.hasFault ? <Fault /> : this.props.children;
  }
}

function Fault(): ReactNode {
  const { t } = useTranslation();
  // Not at the place of before: what is open there may be what cannot be drawn.
  const openAgain = (): void => {
    history.replaceState(null, '', '#/queue');
    location.reload();
  };
  return (
    <main className="opening" role="alert">
      <Empty
        title={t('fault.title')}
        lead={t('fault.lead')}
        actions={
          <Button look="primary" size="big" onClick={openAgain}>
            {t('fault.again')}
          </Button>
        }
      />
    </main>
  );
}
