import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hostKinds, type HostKind } from '../../../shared/settings.ts';

/** What makes files reachable: one of a few, each with what it takes. */
export function HostChoice({ value, onChoose }: { value: HostKind; onChoose: (kind: HostKind) => void }): ReactNode {
  const { t } = useTranslation();
  const group = useId();
  return (
    <>
      <span className="l" id={group}>
        {t('settings.hosting.choice')}
      </span>
      <div className="host-choice" role="radiogroup" aria-labelledby={group}>
        {hostKinds.toReversed().map((kind) => (
          <label key={kind}>
            <input type="radio" name={group} checked={kind === value} onChange={() => onChoose(kind)} />
            <span>
              {t(`settings.hosting.kinds.${kind}.name`)} <small>· {t(`settings.hosting.kinds.${kind}.hint`)}</small>
            </span>
          </label>
        ))}
        <p className="hint">{t('settings.hosting.links')}</p>
      </div>
    </>
  );
}
