import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Screen } from '../../shared/place.ts';
import { Icon, Logo } from '../ui/icon.tsx';
import { useApp, usePlace } from './window-context.ts';

const main = ['intake', 'queue', 'batches', 'credits'] as const satisfies readonly Screen[];

/** The screens, and whose account it is. Under 1100 px it folds to icons. */
export function Rail(): ReactNode {
  const { t } = useTranslation();
  const practice = useApp((app) => app.practice);
  const host = useApp((app) => app.apiHost);
  const tier = useApp((app) => app.account.balance?.tier ?? null);
  return (
    <aside className="side" aria-label={t('rail.label')}>
      <div className="brand">
        <Logo />
        <span>Shoal</span>
      </div>
      <nav className="nav" aria-label={t('rail.screens')}>
        {main.map((screen) => (
          <RailLink key={screen} screen={screen} />
        ))}
      </nav>
      <nav className="nav push" aria-label={t('rail.program')}>
        <RailLink screen="settings" />
      </nav>
      <div className="acct">
        <b>{practice ? t('rail.practice') : host}</b>
        {practice ? t('rail.nothingCharged') : (tier ?? t('rail.account'))}
      </div>
    </aside>
  );
}

function RailLink({ screen }: { screen: Screen }): ReactNode {
  const { t } = useTranslation();
  const { screen: current, go } = usePlace();
  const needsYou = useApp((app) => (screen === 'queue' ? app.header.counts['needs-you'] : 0));
  const name = t(`screens.${screen}`);
  return (
    <a
      href={`#/${screen}`}
      title={name}
      aria-current={current === screen ? 'page' : undefined}
      onClick={(event) => {
        event.preventDefault();
        go(screen);
      }}
    >
      <Icon name={screen} />
      <span>{name}</span>
      {needsYou > 0 && (
        <span className="n you" title={t('rail.needYou', { count: needsYou })}>
          {needsYou}
          <span className="sr"> {t('rail.needYou', { count: needsYou })}</span>
        </span>
      )}
    </a>
  );
}
