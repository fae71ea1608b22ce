import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useAsk, useClient, usePlace } from '../../app/window-context.ts';
import { useCopy } from '../../app/use-copy.ts';
import { settingsSchema } from '../../../shared/settings.ts';
import { Button } from '../../ui/button.tsx';
import { saveText } from '../batches/save-text.ts';
import { FolderDialog } from '../intake/batch-dialogs.tsx';
import { AccountSection } from './account-section.tsx';
import { Choice, NumberField, TextSetting } from './fields.tsx';
import { HostingSection } from './hosting-section.tsx';
import { useSave } from './use-save.ts';
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

function LimitsSection(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const limits = useApp((app) => app.settings.limits);
  return (
    <>
      <p className="t2">{t('settings.limits.hint')}</p>
      <div className="form">
        {(['videoSeconds', 'audioSeconds', 'videoMegabytes', 'audioMegabytes'] as const).map((limit) => (
          <NumberField
            key={limit}
            name={t(`settings.limits.${limit}`)}
            unit={t(limit.endsWith('Seconds') ? 'settings.limits.seconds' : 'settings.limits.megabytes')}
            value={limits[limit]}
            least={1}
            most={1_000_000}
            onSave={(value) => void save.settings({ limits: { ...limits, [limit]: value } })}
          />
        ))}
      </div>
    </>
  );
}

function QueueSection(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const settings = useApp((app) => app.settings);
  const seconds = t('settings.limits.seconds');
  return (
    <div className="form">
      <NumberField
        name={t('settings.queue.concurrency')}
        unit={t('settings.hosting.clips')}
        value={settings.concurrency}
        least={1}
        most={64}
        onSave={(count) => void save.settings({ concurrency: Math.round(count) })}
      />
      <NumberField
        name={t('settings.queue.fetchingAtOnce')}
        unit={t('settings.hosting.clips')}
        value={settings.fetchingAtOnce}
        least={1}
        most={32}
        onSave={(count) => void save.settings({ fetchingAtOnce: Math.round(count) })}
      />
      <NumberField
        name={t('settings.queue.firstPoll')}
        unit={seconds}
        value={settings.firstPollMs / 1000}
        least={1}
        most={600}
        onSave={(value) => void save.settings({ firstPollMs: Math.round(value * 1000) })}
      />
      <NumberField
        name={t('settings.queue.slowestPoll')}
        unit={seconds}
        value={settings.slowestPollMs / 1000}
        least={1}
        most={3600}
        onSave={(value) => void save.settings({ slowestPollMs: Math.round(value * 1000) })}
      />
      <NumberField
        name={t('settings.queue.answerTimeout')}
        unit={seconds}
        value={settings.answerTimeoutMs / 1000}
        least={1}
        most={3600}
        hint={t('settings.queue.answerTimeoutHint')}
        onSave={(value) => void save.settings({ answerTimeoutMs: Math.round(value * 1000) })}
      />
      <NumberField
        name={t('settings.queue.reconcilePasses')}
        unit={t('settings.queue.passes')}
        value={settings.reconcilePasses}
        least={1}
        most={20}
        onSave={(value) => void save.settings({ reconcilePasses: Math.round(value) })}
      />
      <NumberField
        name={t('settings.queue.reconcileOver')}
        unit={t('settings.queue.minutes')}
        value={settings.reconcileOverMs / 60_000}
        least={0}
        most={1440}
        onSave={(value) => void save.settings({ reconcileOverMs: Math.round(value * 60_000) })}
      />
      <TextSetting
        name={t('settings.queue.userAgent')}
        value={settings.userAgent}
        hint={t('settings.queue.userAgentHint')}
        wrong={t('settings.queue.userAgentWrong')}
        placeholder={t('settings.queue.userAgentUsual')}
        isUsable={(text) => settingsSchema.shape.userAgent.safeParse(text).success}
        onSave={(userAgent) => save.settings({ userAgent })}
      />
    </div>
  );
}

function PricesSection(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const { price, profileEvery, lowBalance } = useApp((app) => app.settings);
  return (
    <div className="form">
      <Choice
        name={t('settings.prices.price')}
        value={price?.unit ?? 'learned'}
        options={(['learned', 'second', 'clip'] as const).map((value) => ({
          value,
          label: t(`settings.prices.${value}`),
        }))}
        onSave={(unit) =>
          void save.settings({ price: unit === 'learned' ? null : { unit, credits: price?.credits ?? 1 } })
        }
      />
      {price !== null && (
        <NumberField
          name={t('settings.prices.amount')}
          unit={t('settings.prices.credits')}
          value={price.credits}
          least={0.001}
          most={1_000_000}
          hint={t('settings.prices.hint')}
          onSave={(credits) => void save.settings({ price: { ...price, credits } })}
        />
      )}
      <NumberField
        name={t('settings.prices.profileEvery')}
        unit={t('settings.prices.clips')}
        value={profileEvery}
        least={1}
        most={1000}
        onSave={(count) => void save.settings({ profileEvery: Math.round(count) })}
      />
      <NumberField
        name={t('settings.prices.lowBalance')}
        unit={t('settings.prices.credits')}
        value={lowBalance ?? 0}
        least={0}
        most={1_000_000_000}
        hint={t('settings.prices.lowHint')}
        onSave={(credits) => void save.settings({ lowBalance: credits === 0 ? null : credits })}
      />
    </div>
  );
}

function ResultsSection(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const folder = useApp((app) => app.preferences.resultsFolder);
  const [asks, setAsks] = useState(false);
  return (
    <>
      <div className="form">
        <span className="l">{t('settings.results.folder')}</span>
        <div className="said">
          <bdi className="mono">{folder ?? t('settings.results.none')}</bdi>
          <Button size="small" onClick={() => setAsks(true)}>
            {t('settings.results.change')}
          </Button>
        </div>
      </div>
      <p className="t2">{t('settings.results.naming')}</p>
      {asks && (
        <FolderDialog
          folder={folder ?? ''}
          onSave={(resultsFolder) => save.preferences({ resultsFolder })}
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}

function NotificationsSection(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const preferences = useApp((app) => app.preferences);
  return (
    <fieldset>
      <legend className="t2">{t('settings.notifications.hint')}</legend>
      {(['notifyOfBatchEnds', 'notifyOfHolds', 'notifyOfDecisions'] as const).map((each) => (
        <label key={each} className="check">
          <input
            type="checkbox"
            checked={preferences[each]}
            onChange={({ target }) => void save.preferences({ [each]: target.checked })}
          />
          {t(`settings.notifications.${each}`)}
        </label>
      ))}
    </fieldset>
  );
}

function AppearanceSection(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const { appearance, compactRows, language } = useApp((app) => app.preferences);
  return (
    <div className="form">
      <Choice
        name={t('settings.appearance.theme')}
        value={appearance}
        options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`appearance.${value}`) }))}
        onSave={(value) => void save.preferences({ appearance: value })}
      />
      <Choice
        name={t('settings.appearance.rows')}
        value={compactRows ? 'compact' : 'roomy'}
        options={(['roomy', 'compact'] as const).map((value) => ({ value, label: t(`settings.appearance.${value}`) }))}
        onSave={(value) => void save.preferences({ compactRows: value === 'compact' })}
      />
      <Choice
        name={t('settings.appearance.language')}
        value={language ?? 'system'}
        options={[
          { value: 'system', label: t('settings.appearance.system') },
          { value: 'en', label: 'English', lang: 'en' },
          { value: 'zh-CN', label: '简体中文', lang: 'zh-CN' },
        ]}
        onSave={(value) => void save.preferences({ language: value === 'system' ? null : value })}
      />
    </div>
  );
}

function DiagnosticsSection(): ReactNode {
  const { t } = useTranslation();
  const copy = useCopy();
  const client = useClient();
  const ask = useAsk();
  const { version, apiHost, practice, holds, ledgerSetAside, account } = useApp((app) => app);
  const facts: [name: string, value: string][] = [
    [t('settings.diagnostics.version'), version],
    [t('settings.diagnostics.service'), apiHost],
    [t('settings.diagnostics.mode'), t(practice ? 'settings.diagnostics.practice' : 'settings.diagnostics.real')],
    [t('settings.account.title'), t(`settings.account.state.${account.state}`, { host: apiHost })],
    [
      t('settings.diagnostics.holds'),
      holds.length === 0 ? t('settings.diagnostics.noHolds') : holds.map(({ kind }) => t(`holds.${kind}`)).join(', '),
    ],
    [
      t('settings.diagnostics.ledger'),
      t(ledgerSetAside ? 'settings.diagnostics.ledgerSetAside' : 'settings.diagnostics.ledgerFine'),
    ],
  ];
  const text = (): string =>
    [...facts, ['Browser', navigator.userAgent]].map(([name, value]) => `${name ?? ''}: ${value ?? ''}`).join('\n');
  const save = async (): Promise<void> => {
    const bundle = await ask(() => client.app.supportBundle());
    if (bundle !== null) saveText(bundle.answer);
  };
  return (
    <>
      <dl className="form facts">
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt className="l">{name}</dt>
            <dd className="said">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="settings-do">
        <Button icon="copy" onClick={() => copy(text(), t('settings.diagnostics.copied'))}>
          {t('settings.diagnostics.copy')}
        </Button>
        <Button onClick={() => void save()}>{t('settings.diagnostics.save')}</Button>
      </div>
      <p className="t2">{t('settings.diagnostics.saveHint')}</p>
    </>
  );
}
