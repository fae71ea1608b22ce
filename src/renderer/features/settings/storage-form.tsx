import { useEffect, useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StorageFinding } from '../../../shared/contract/hosting.ts';
import type { SecretStatus } from '../../../shared/secret-status.ts';
import { endpointOf, storagePresets, storageSchema, type Storage } from '../../../shared/storage.ts';
import { useApp, useAsk, useClient, useDescribe, useWindow } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { NumberField, TextField } from './fields.tsx';
import { useSave } from './use-save.ts';

/** What is typed, before it is kept. */
type Draft = Pick<Storage, 'endpoint' | 'region' | 'bucket' | 'prefix' | 'keyId' | 'pathStyle'>;
const nothing: Draft = { endpoint: '', region: '', bucket: '', prefix: 'shoal/', keyId: '', pathStyle: true };

/** Storage of the person's own: where it is, its key, and what trying it finds. */
export function StorageForm(): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const save = useSave();
  const { toasts } = useWindow();
  const storage = useApp((app) => app.settings.storage);
  const [draft, setDraft] = useState<Draft>(storage ?? nothing);
  const [provider, setProvider] = useState('');
  const [account, setAccount] = useState('');
  const [secret, setSecret] = useState('');
  const [kept, setKept] = useState<SecretStatus | null>(null);
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [findings, setFindings] = useState<readonly StorageFinding[] | null>(null);
  const [pick, style] = [useId(), useId()];
  const preset = storagePresets.find(({ id }) => id === provider);
  const needsAccount = preset?.endpoint.includes('{account}') ?? false;

  useEffect(() => {
    void ask(() => client.hosting.get()).then((got) => setKept(got?.answer.secret ?? null));
    // Once: what is kept here tells of itself.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client]);

  /** The endpoint follows the preset as long as one is chosen that has one. */
  const fill = (changed: { provider?: string; account?: string; region?: string }): void => {
    const chosen = storagePresets.find(({ id }) => id === (changed.provider ?? provider));
    const region = changed.region ?? (changed.provider === undefined ? draft.region : (chosen?.region ?? draft.region));
    const filled =
      chosen && endpointOf(chosen, { region: region.trim(), account: (changed.account ?? account).trim() });
    setDraft({
      ...draft,
      region,
      ...(filled !== undefined && filled !== '' && { endpoint: filled }),
      ...(changed.provider !== undefined && chosen !== undefined && { pathStyle: chosen.pathStyle }),
    });
  };
  const set = (changed: Partial<Draft>): void => setDraft({ ...draft, ...changed });

  const keep = async (): Promise<void> => {
    const parsed = storageSchema.safeParse({ ...storage, ...draft });
    setRefused(new Set(parsed.error?.issues.map(({ path }) => String(path[0])) ?? []));
    if (!parsed.success) return;
    setBusy(true);
    setFindings(null);
    const typed = secret.trim();
    const set = await ask(() =>
      client.hosting.setStorage({ storage: parsed.data, secret: typed === '' ? null : typed }),
    );
    if (set !== null) {
      setSecret('');
      setKept(set.answer.secret);
      const tried = await ask(() => client.hosting.testStorage());
      setFindings(tried?.answer.findings ?? null);
    }
    setBusy(false);
  };
  const forget = async (): Promise<void> => {
    const forgotten = await ask(() => client.hosting.forgetSecret());
    if (forgotten === null) return;
    setKept(forgotten.answer.secret);
    toasts.say(t('settings.hosting.forgotten'));
  };
  const text = (field: 'endpoint' | 'region' | 'bucket' | 'prefix' | 'keyId', hint = ''): ReactNode => (
    <TextField
      name={t(`settings.hosting.${field}`)}
      value={draft[field]}
      refused={refused.has(field)}
      hint={refused.has(field) ? `${t('settings.hosting.unusable')} ${hint}` : hint}
      onChange={(value) => (field === 'region' ? fill({ region: value }) : set({ [field]: value }))}
    />
  );

  return (
    <>
      <p className="t2">{t('settings.hosting.storageHint')}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void keep();
        }}
      >
        <label htmlFor={pick}>{t('settings.hosting.provider')}</label>
        <div>
          <div className="field">
            <select
              id={pick}
              value={provider}
              onChange={({ target }) => {
                setProvider(target.value);
                fill({ provider: target.value });
              }}
            >
              <option value="">{t('settings.hosting.other')}</option>
              {storagePresets.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        </div>
        {needsAccount && (
          <TextField
            name={t('settings.hosting.account')}
            value={account}
            hint={t(`settings.hosting.accountHint.${provider === 'r2' ? 'r2' : 'supabase'}`)}
            onChange={(value) => {
              setAccount(value);
              fill({ account: value });
            }}
          />
        )}
        {text('region')}
        {text('endpoint', t('settings.hosting.endpointHint'))}
        {text('bucket')}
        {text('prefix', t('settings.hosting.prefixHint'))}
        {text('keyId')}
        <TextField
          name={t('settings.hosting.secret')}
          type="password"
          value={secret}
          hint={t(
            kept === null || kept.from === 'none' ? 'settings.hosting.secretHint' : 'settings.hosting.secretKept',
          )}
          onChange={setSecret}
        />
        <span />
        <label className="check" htmlFor={style}>
          <input
            id={style}
            type="checkbox"
            checked={draft.pathStyle}
            onChange={({ target }) => set({ pathStyle: target.checked })}
          />
          {t('settings.hosting.pathStyle')}
        </label>
        <span />
        <div className="settings-do">
          <button type="submit" className="btn pri" disabled={busy} aria-busy={busy}>
            {t(busy ? 'settings.hosting.testing' : 'settings.hosting.keep')}
          </button>
          {(kept?.from === 'keychain' || kept?.from === 'session') && (
            <Button disabled={busy} onClick={() => void forget()}>
              {t('settings.hosting.forget')}
            </Button>
          )}
        </div>
      </form>
      {storage !== null && kept !== null && <SecretPlace secret={kept} />}
      <div role="status">{findings !== null && <Findings findings={findings} />}</div>
      {storage !== null && (
        <div className="form">
          {storage.keepDays !== null && (
            <NumberField
              name={t('settings.hosting.kept')}
              unit={t('settings.hosting.days')}
              value={storage.keepDays}
              least={0}
              most={3650}
              hint={t('settings.hosting.keptHint')}
              onSave={(days) => save.settings({ storage: { ...storage, keepDays: Math.round(days) } })}
            />
          )}
          <span />
          <label className="check">
            <input
              type="checkbox"
              checked={storage.keepDays === null}
              onChange={({ target }) => save.settings({ storage: { ...storage, keepDays: target.checked ? null : 0 } })}
            />
            {t('settings.hosting.never')}
          </label>
          <NumberField
            name={t('settings.hosting.uploadLimit')}
            unit={t('settings.hosting.kilobytes')}
            value={storage.uploadLimit ?? 0}
            least={0}
            most={10_000_000}
            hint={t('settings.hosting.uploadLimitHint')}
            onSave={(limit) =>
              save.settings({
                storage: { ...storage, uploadLimit: limit === 0 ? null : Math.max(10, Math.round(limit)) },
              })
            }
          />
        </div>
      )}
    </>
  );
}

function SecretPlace({ secret }: { secret: SecretStatus }): ReactNode {
  const { t } = useTranslation();
  const describe = useDescribe();
  const words = secret.problem && describe(secret.problem);
  return (
    <p className="t2">
      {t(`settings.hosting.from.${secret.from}`)} {words?.what}
    </p>
  );
}

function Findings({ findings }: { findings: readonly StorageFinding[] }): ReactNode {
  const { t } = useTranslation();
  const describe = useDescribe();
  return (
    <ul className="findings" aria-label={t('settings.hosting.findings')}>
      {findings.map(({ step, problem }) => {
        const words = problem && describe(problem);
        return (
          <li key={step} className={words === null ? '' : 'bad'}>
            <Icon name={words === null ? 'check' : 'close'} />
            {words === null ? t(`settings.hosting.works.${step}`) : `${words.what} ${words.next}`}
          </li>
        );
      })}
    </ul>
  );
}
