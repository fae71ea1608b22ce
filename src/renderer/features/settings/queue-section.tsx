import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/window-context.ts';
import { settingsSchema } from '../../../shared/settings.ts';
import { NumberField, TextSetting } from './fields.tsx';
import { useSave } from './use-save.ts';

/** How the engine works through the queue: how much at once, and how patiently it asks the service. */
export function QueueSection(): ReactNode {
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
