import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAddFiles } from './add-files.tsx';

/** Asks for paths of this computer: of folders and files, or of a manifest. Nothing is copied: files are read where they are. */
export function PathsDialog({ kind, onClose }: { kind: 'media' | 'manifest'; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const { addPaths } = useAddFiles();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const hint = useId();
  const paths = text
    .split('\n')
    .map(unquoted)
    .filter((path) => path !== '');
  const add = async (): Promise<void> => {
    setBusy(true);
    const worked = await addPaths(paths);
    setBusy(false);
    if (worked) onClose();
  };
  return (
    <Dialog
      title={t(kind === 'media' ? 'intake.paths.title' : 'intake.paths.manifestTitle')}
      closeLabel={t('words.close')}
      onClose={onClose}
      width={520}
      footer={
        <Button look="primary" disabled={paths.length === 0 || busy} aria-busy={busy} onClick={() => void add()}>
          {t(kind === 'media' ? 'intake.paths.add' : 'intake.paths.addManifest')}
        </Button>
      }
    >
      <textarea
        className="path-lines"
        data-autofocus
        rows={kind === 'media' ? 4 : 1}
        spellCheck={false}
        aria-label={t(kind === 'media' ? 'intake.paths.title' : 'intake.paths.manifestTitle')}
        aria-describedby={hint}
        placeholder={t(kind === 'media' ? 'intake.paths.example' : 'intake.paths.manifestExample')}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          const sends = event.key === 'Enter' && (kind === 'manifest' || event.ctrlKey || event.metaKey);
          if (!sends) return;
          event.preventDefault();
          if (paths.length > 0 && !busy) void add();
        }}
      />
      <p className="t2" id={hint}>
        {t(kind === 'media' ? 'intake.paths.hint' : 'intake.paths.manifestHint')}
      </p>
    </Dialog>
  );
}

/** File managers put copied paths between quotes, some as file URLs. */
function unquoted(line: string): string {
  const bare = line.trim().replace(/^(["'])(.*)\1$/, '$2');
  const url = bare.startsWith('file://') ? URL.parse(bare) : null;
  if (url === null) return bare;
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    // A path that was only written like a URL, with a `%` of its own.
    return bare.slice('file://'.length);
  }
}
