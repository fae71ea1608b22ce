import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useAsk, useClient } from '../../app/window-context.ts';
import { useCopy } from '../../app/use-copy.ts';
import { Button } from '../../ui/button.tsx';
import { saveText } from '../batches/save-text.ts';

/** What a report of a fault begins with: the state of the program, to copy, and the support bundle, to save. */
export function DiagnosticsSection(): ReactNode {
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
