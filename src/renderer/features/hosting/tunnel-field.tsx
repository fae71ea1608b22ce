import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { addressSchema } from '../../../shared/address.ts';
import { useApp } from '../../app/window-context.ts';
import { CopyText } from '../../ui/copy-text.tsx';

/** Where a tunnel makes this computer reachable; kept when the field is left or Enter is pressed. */
export function TunnelField({ onKeep }: { onKeep: (publicUrl: string | null) => Promise<boolean> }): ReactNode {
  const { t } = useTranslation();
  const publicUrl = useApp((app) => app.settings.publicUrl);
  const port = useApp((app) => app.hosting.port);
  const [typed, setTyped] = useState<string | null>(null);
  const field = useId();
  const described = useId();
  const text = typed ?? publicUrl ?? '';
  const isUsable = text.trim() === '' || addressSchema.safeParse(text).success;
  const keep = async (): Promise<void> => {
    if (typed === null || !isUsable) return;
    const wanted = typed.trim() === '' ? null : typed.trim();
    if (wanted === publicUrl || (await onKeep(wanted))) setTyped(null);
  };
  return (
    <>
      <label htmlFor={field}>{t('settings.hosting.publicUrl')}</label>
      <div>
        <div className="field">
          <input
            id={field}
            type="url"
            autoComplete="off"
            spellCheck={false}
            placeholder="https://…"
            aria-describedby={described}
            aria-invalid={!isUsable}
            value={text}
            onChange={({ target }) => setTyped(target.value)}
            onBlur={() => void keep()}
            onKeyDown={({ key }) => {
              if (key === 'Enter') void keep();
              if (key === 'Escape') setTyped(null);
            }}
          />
        </div>
        <p className={isUsable ? 'hint' : 'hint bad'} id={described} role={isUsable ? undefined : 'alert'}>
          {t(isUsable ? 'settings.hosting.publicUrlHint' : 'settings.hosting.publicUrlWrong')}
        </p>
        {port !== null && (
          <p className="hint mono">
            <CopyText text={`cloudflared tunnel --url http://127.0.0.1:${port}`} what={t('settings.hosting.command')} />
          </p>
        )}
      </div>
    </>
  );
}
