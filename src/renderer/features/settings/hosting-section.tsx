import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/window-context.ts';
import { hostKinds } from '../../../shared/settings.ts';
import { Choice, NumberField } from './fields.tsx';
import { StorageForm } from './storage-form.tsx';
import { StoredObjects } from './stored-objects.tsx';
import { Tunnel } from './tunnel.tsx';
import { useSave } from './use-save.ts';

const hour = 3_600_000;

/** How the service reaches the files: through a tunnel to this computer, or in storage of the person's own. */
export function HostingSection(): ReactNode {
  const { t } = useTranslation();
  const save = useSave();
  const { signedUrlMs, hostingAtOnce, host, storage } = useApp((app) => app.settings);
  // Storage that is not set yet is in force once it is kept.
  const [shown, setShown] = useState(host);
  return (
    <>
      <div className="form">
        <Choice
          name={t('settings.hosting.by')}
          value={shown}
          options={hostKinds.map((value) => ({ value, label: t(`settings.hosting.${value}`) }))}
          onSave={(kind) => {
            setShown(kind);
            if (kind === 'this-computer' || storage !== null) save.settings({ host: kind });
          }}
        />
      </div>
      {shown === 's3' ? <StorageForm /> : <Tunnel />}
      <div className="form">
        <NumberField
          name={t('settings.hosting.signedUrlHours')}
          unit={t('settings.hosting.hours')}
          value={signedUrlMs / hour}
          least={1}
          most={168}
          hint={t('settings.hosting.signedUrlHint')}
          onSave={(hours) => save.settings({ signedUrlMs: Math.round(hours * hour) })}
        />
        <NumberField
          name={t('settings.hosting.hostingAtOnce')}
          unit={t('settings.hosting.clips')}
          value={hostingAtOnce}
          least={1}
          most={32}
          onSave={(count) => save.settings({ hostingAtOnce: Math.round(count) })}
        />
      </div>
      {shown === 's3' && storage !== null && <StoredObjects storage={storage} />}
    </>
  );
}
