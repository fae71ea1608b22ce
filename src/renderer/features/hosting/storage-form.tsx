import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useAsk, useClient } from '../../app/window-context.ts';
import type { Storage } from '../../../shared/storage.ts';
import { storagePresets } from '../../../shared/storage.ts';
import { Icon } from '../../ui/icon.tsx';
import {
  addressOf,
  draftOf,
  presetOf,
  readDraft,
  withPreset,
  type DraftField,
  type StorageDraft,
} from './storage-draft.ts';

/** Storage of the person's own: everything that it takes to use it, and one button that keeps it. */
export function StorageForm({ storage, onKept }: { storage: Storage | null; onKept: () => void }): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const hasSecret = useApp((app) => app.hosting.secret !== null && app.hosting.secret.from !== 'none');
  const [draft, setDraft] = useState(() => draftOf(storage));
  const [secret, setSecret] = useState('');
  const [wrong, setWrong] = useState<ReadonlySet<DraftField>>(new Set());
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<StorageDraft>): void => setDraft({ ...draft, ...change });
  const isSameKey = hasSecret && storage !== null && draft.keyId === storage.keyId;

  const keep = async (): Promise<void> => {
    const read = readDraft(draft);
    setWrong('wrong' in read ? read.wrong : new Set());
    if ('wrong' in read) return;
    setBusy(true);
    const kept = await ask(() =>
      client.hosting.useStorage({ storage: read.storage, secret: secret === '' ? null : secret }),
    );
    setBusy(false);
    if (kept === null) return;
    setSecret('');
    setDraft(draftOf(read.storage));
    onKept();
  };

  const text = (field: Exclude<DraftField, 'endpoint'>, unit?: string): ReactNode => (
    <TextField
      name={t(`settings.storage.${field}.name`)}
      hint={t(`settings.storage.${field}.hint`)}
      isWrong={wrong.has(field)}
      value={draft[field]}
      unit={unit}
      onChange={(value) => set({ [field]: value })}
    />
  );
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void keep();
      }}
    >
      <Provider draft={draft} onChange={setDraft} />
      {draft.endpoint.includes('{account}') && (
        <TextField
          name={t('settings.storage.account.name')}
          hint={t('settings.storage.account.hint')}
          isWrong={wrong.has('endpoint') && draft.account === ''}
          value={draft.account}
          onChange={(account) => set({ account })}
        />
      )}
      {text('region')}
      <TextField
        name={t('settings.storage.endpoint.name')}
        hint={t('settings.storage.endpoint.hint')}
        isWrong={wrong.has('endpoint')}
        value={addressOf(draft)}
        onChange={(endpoint) => set({ endpoint })}
      />
      {text('bucket')}
      {text('prefix')}
      {text('keyId')}
      <TextField
        name={t('settings.storage.secret.name')}
        hint={t(isSameKey ? 'settings.storage.secret.known' : 'settings.storage.secret.hint')}
        isSecret
        value={secret}
        onChange={setSecret}
      />
      <span className="l">{t('settings.storage.pathStyle.name')}</span>
      <label className="check">
        <input
          type="checkbox"
          checked={draft.pathStyle}
          onChange={({ target }) => set({ pathStyle: target.checked })}
        />
        {t('settings.storage.pathStyle.hint')}
      </label>
      {text('keepDays', t('settings.storage.days'))}
      {text('uploadLimit', t('settings.storage.kilobytes'))}
      <span />
      <div>
        <button type="submit" className="btn" disabled={busy} aria-busy={busy}>
          {t('settings.storage.save')}
        </button>
      </div>
    </form>
  );
}

function Provider({ draft, onChange }: { draft: StorageDraft; onChange: (draft: StorageDraft) => void }): ReactNode {
  const { t } = useTranslation();
  const field = useId();
  return (
    <>
      <label htmlFor={field}>{t('settings.storage.provider')}</label>
      <div className="field">
        <select
          id={field}
          value={presetOf(draft) ?? ''}
          onChange={({ target }) => {
            const preset = storagePresets.find(({ id }) => id === target.value);
            onChange(preset === undefined ? { ...draft, endpoint: '' } : withPreset(draft, preset.id));
          }}
        >
          <option value="">{t('settings.storage.ownServer')}</option>
          {storagePresets
            .filter(({ endpoint }) => endpoint !== '')
            .map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
        </select>
      </div>
    </>
  );
}

function TextField({
  name,
  hint,
  value,
  unit,
  isWrong = false,
  isSecret = false,
  onChange,
}: {
  name: string;
  hint: string;
  value: string;
  unit?: string | undefined;
  isWrong?: boolean;
  isSecret?: boolean;
  onChange: (value: string) => void;
}): ReactNode {
  const { t } = useTranslation();
  const field = useId();
  const described = useId();
  return (
    <>
      <label htmlFor={field}>{name}</label>
      <div>
        <div className={unit === undefined ? 'field' : 'field short'}>
          {isSecret && <Icon name="key" />}
          <input
            id={field}
            type={isSecret ? 'password' : 'text'}
            autoComplete="off"
            spellCheck={false}
            inputMode={unit === undefined ? undefined : 'numeric'}
            aria-describedby={described}
            aria-invalid={isWrong}
            value={value}
            onChange={({ target }) => onChange(target.value)}
          />
          {unit !== undefined && <span>{unit}</span>}
        </div>
        <p className={isWrong ? 'hint bad' : 'hint'} id={described} role={isWrong ? 'alert' : undefined}>
          {isWrong ? t('settings.storage.wrong', { hint }) : hint}
        </p>
      </div>
    </>
  );
}
