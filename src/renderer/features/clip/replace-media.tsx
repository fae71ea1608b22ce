import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClipDetail } from '../../../shared/contract/clip.ts';
import { uploadAddress } from '../../../shared/contract/media-addresses.ts';
import { useAsk, useClient, useWindow } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';

/** Gives a clip that cannot be submitted another video or audio. In the desktop the file stays where it is; a browser sends it. */
export function ReplaceMedia({ detail }: { detail: ClipDetail }): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const { toasts } = useWindow();
  const [busy, setBusy] = useState(false);
  const inputs = { video: useRef<HTMLInputElement>(null), audio: useRef<HTMLInputElement>(null) };
  const replace = async (role: 'video' | 'audio', file: File): Promise<void> => {
    setBusy(true);
    const done = await ask(async () => {
      const path = window.shoal?.pathForFile(file) ?? '';
      if (path !== '') {
        await client.clip.replaceMedia({ id: detail.row.id, role, with: { kind: 'path', path } });
        return true;
      }
      const { ids } = await client.intake.announceUploads({
        drop: null,
        files: [{ name: file.name, folder: '', size: file.size }],
      });
      const [id] = ids;
      if (id === undefined || id === null) return false;
      await fetch(uploadAddress(id), { method: 'PUT', body: file });
      await client.clip.replaceMedia({ id: detail.row.id, role, with: { kind: 'upload', id } });
      return true;
    });
    setBusy(false);
    if (done?.answer === true) toasts.say(t('clip.replaced'));
    if (done?.answer === false) toasts.sayFailed(t('clip.notMedia', { name: file.name }));
  };
  return (
    <span className="replace" title={t('clip.replaceHint')}>
      {(['video', 'audio'] as const).map((role) => (
        <span key={role}>
          <Button size="small" disabled={busy} onClick={() => inputs[role].current?.click()}>
            {busy ? t('clip.sending') : t(role === 'video' ? 'clip.replaceVideo' : 'clip.replaceAudio')}
          </Button>
          <input
            ref={inputs[role]}
            type="file"
            hidden
            accept={role === 'video' ? 'video/*' : 'audio/*,video/*'}
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file !== undefined) void replace(role, file);
            }}
          />
        </span>
      ))}
    </span>
  );
}
