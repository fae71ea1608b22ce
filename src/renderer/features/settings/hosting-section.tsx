import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { addressSchema } from '../../../shared/address.ts';
import { useApp, useAsk, useClient, useDescribe } from '../../app/window-context.ts';
import { HostChoice } from '../hosting/host-choice.tsx';
import { HostTestResult, useHostTest } from '../hosting/host-test.tsx';
import { StorageForm } from '../hosting/storage-form.tsx';
import { StoredObjects } from '../hosting/stored-objects.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { NumberField, TextSetting } from './fields.tsx';
import { useSave } from './use-save.ts';
import '../hosting/hosting.css';

const hour = 3_600_000;

/** How the service reaches files: storage of the person's own, or this computer through a tunnel. */
export function HostingSection(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const practice = useApp((app) => app.practice);
  const { signedUrlMs, hostingAtOnce, host, storage } = useApp((app) => app.settings);
  // Storage is used from when it was filled in and kept; until then it is only looked at.
  const [looksAtStorage, setLooksAtStorage] = useState(false);
  const { test, run } = useHostTest();
  const kind = looksAtStorage ? 's3' : host;
  if (practice) return <p className="t2">{t('settings.hosting.practice')}</p>;
  return (
    <>
      <div className="form">
        <HostChoice
          value={kind}
          onChoose={(chosen) => {
            setLooksAtStorage(chosen === 's3' && storage === null);
            if (chosen !== 's3' || storage !== null) void save.settings({ host: chosen });
          }}
        />
        {kind === 'this-computer' && <Tunnel />}
      </div>
      {kind === 's3' && (
        <>
          <StorageForm
            key={JSON.stringify(storage)}
            storage={storage}
            onKept={() => {
              setLooksAtStorage(false);
              void run();
            }}
          />
          <SecretPlace />
        </>
      )}
      {!looksAtStorage && <HostTestResult test={test} onRun={() => void run()} />}
      {kind === 's3' && storage !== null && <StoredObjects storage={storage} />}
      <div className="form">
        <NumberField
          name={t('settings.hosting.signedUrlHours')}
          unit={t('settings.hosting.hours')}
          value={signedUrlMs / hour}
          least={1}
          most={168}
          hint={t('settings.hosting.signedUrlHint')}
          onSave={(hours) => void save.settings({ signedUrlMs: Math.round(hours * hour) })}
        />
        <NumberField
          name={t('settings.hosting.hostingAtOnce')}
          unit={t('settings.hosting.clips')}
          value={hostingAtOnce}
          least={1}
          most={32}
          onSave={(count) => void save.settings({ hostingAtOnce: Math.round(count) })}
        />
      </div>
    </>
  );
}

/** Where a tunnel makes this computer reachable, and what such a tunnel is started with. */
function Tunnel(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const publicUrl = useApp((app) => app.settings.publicUrl);
  const port = useApp((app) => app.hosting.port);
  return (
    <>
      <TextSetting
        name={t('settings.hosting.publicUrl')}
        value={publicUrl}
        hint={t('settings.hosting.publicUrlHint')}
        wrong={t('settings.hosting.publicUrlWrong')}
        placeholder="https://…"
        isUsable={(text) => addressSchema.safeParse(text).success}
        onSave={(address) => save.settings({ publicUrl: address })}
      />
      {port !== null && (
        <>
          <span />
          <CopyText text={`cloudflared tunnel --url http://127.0.0.1:${port}`} what={t('settings.hosting.command')} />
        </>
      )}
    </>
  );
}

/** Where the secret of the storage's key is, and what keeps it out of the keychain. */
function SecretPlace(): ReactNode {
  const { t } = useTranslation();
  const describe = useDescribe();
  const client = useClient();
  const ask = useAsk();
  const secret = useApp((app) => app.hosting.secret);
  if (secret === null) return null;
  const words = secret.problem && describe(secret.problem);
  return (
    <p className={secret.from === 'none' ? 'bad' : ''}>
      {t(`settings.storage.from.${secret.from}`)}{' '}
      {(secret.from === 'keychain' || secret.from === 'session') && (
        <button type="button" className="link" onClick={() => void ask(() => client.hosting.forgetSecret())}>
          {t('settings.storage.forget')}
        </button>
      )}
      {words !== null && <span className="t2">{` ${words.what} ${words.next}`}</span>}
    </p>
  );
}
