import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useFormats, usePlace } from '../../app/window-context.ts';
import { Icon } from '../../ui/icon.tsx';

const hour = 3_600_000;

/** How the service will reach the files, so that nobody finds out after the start; nothing in practice. */
export function HostedLine(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const { go } = usePlace();
  const practice = useApp((app) => app.practice);
  const ready = useApp((app) => app.hosting.ready);
  const { host, storage, publicUrl, signedUrlMs } = useApp((app) => app.settings);
  if (practice) return null;
  const hours = formats.number(signedUrlMs / hour);
  const words =
    host === 's3' && storage !== null
      ? t('intake.hostedOn', { bucket: storage.bucket, hours })
      : publicUrl === null
        ? t('intake.hostedHere', { hours })
        : t('intake.hostedThrough', { at: new URL(publicUrl).host, hours });
  return (
    <p className="meta-line">
      {ready ? (
        <span className="cut">{words}</span>
      ) : (
        <span className="you">
          <Icon name="warning" />
          {t('intake.notHosted')}
        </span>
      )}
      <button
        type="button"
        className="link"
        aria-label={t('intake.changeHosting')}
        onClick={() => go('settings', 'hosting')}
      >
        {t(ready ? 'intake.change' : 'intake.setUp')}
      </button>
    </p>
  );
}
