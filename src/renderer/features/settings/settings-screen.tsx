import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlace } from '../../app/window-context.ts';
import { AccountSection } from './account-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { DiagnosticsSection } from './diagnostics-section.tsx';
import { HostingSection } from './hosting-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import { NotificationsSection } from './notifications-section.tsx';
import { PricesSection } from './prices-section.tsx';
import { QueueSection } from './queue-section.tsx';
import { ResultsSection } from './results-section.tsx';
import './settings.css';

const sections = [
  'account',
  'hosting',
  'limits',
  'queue',
  'prices',
  'results',
  'notifications',
  'appearance',
  'diagnostics',
] as const;
type Section = (typeof sections)[number];

/** Everything that a person can set, on one page; the names at the left lead to its parts. Each is kept at once. */
export function SettingsScreen(): ReactNode {
  const { t } = useTranslation();
  const { open } = usePlace();
  const wanted = sections.find((section) => section === open);
  useEffect(() => {
    if (wanted !== undefined) show(wanted);
  }, [wanted]);
  const parts: Record<Section, () => ReactNode> = {
    account: AccountSection,
    hosting: HostingSection,
    limits: LimitsSection,
    queue: QueueSection,
    prices: PricesSection,
    results: ResultsSection,
    notifications: NotificationsSection,
    appearance: AppearanceSection,
    diagnostics: DiagnosticsSection,
  };
  return (
    <div className="settings">
      <nav aria-label={t('settings.sections')}>
        {sections.map((section) => (
          <button key={section} type="button" onClick={() => show(section)}>
            {t(`settings.${section}.title`)}
          </button>
        ))}
      </nav>
      <div className="settings-page">
        {sections.map((section) => {
          const Part = parts[section];
          return (
            <section
              key={section}
              id={`settings-${section}`}
              tabIndex={-1}
              aria-labelledby={`settings-${section}-name`}
            >
              <h2 id={`settings-${section}-name`}>{t(`settings.${section}.title`)}</h2>
              <Part />
            </section>
          );
        })}
      </div>
    </div>
  );
}

function show(section: Section): void {
  const part = document.getElementById(`settings-${section}`);
  part?.scrollIntoView({ block: 'start' });
  part?.focus({ preventScroll: true });
}
