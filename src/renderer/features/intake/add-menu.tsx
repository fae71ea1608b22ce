import { useRef, useState, type ReactElement, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionMenu } from '../../ui/menu.tsx';
import { useAddFiles } from './add-files.tsx';
import { chosenFiles } from './drop-entries.ts';
import { PathsDialog } from './paths-dialog.tsx';

/** Files, a folder, or what is at a path: `children` is the button that opens the choice. */
export function AddMenu({ children }: { children: ReactElement }): ReactNode {
  const { t } = useTranslation();
  const { add } = useAddFiles();
  const [asksForPaths, setAsksForPaths] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const field = (ref: RefObject<HTMLInputElement | null>, isFolder: boolean): ReactNode => (
    <input
      ref={ref}
      type="file"
      multiple
      hidden
      data-chooses={isFolder ? 'folder' : 'files'}
      aria-label={isFolder ? t('intake.add.folder') : t('intake.add.files')}
      {...(isFolder && { webkitdirectory: '' })}
      onChange={({ currentTarget }) => {
        if (currentTarget.files !== null) void add(chosenFiles(currentTarget.files));
        currentTarget.value = '';
      }}
    />
  );
  return (
    <>
      <ActionMenu
        groups={[
          [
            { label: t('intake.add.files'), onSelect: () => files.current?.click() },
            { label: t('intake.add.folder'), onSelect: () => folder.current?.click() },
          ],
          [{ label: t('intake.add.paths'), hint: t('intake.add.pathsHint'), onSelect: () => setAsksForPaths(true) }],
        ]}
      >
        {children}
      </ActionMenu>
      {field(files, false)}
      {field(folder, true)}
      {asksForPaths && <PathsDialog kind="media" onClose={() => setAsksForPaths(false)} />}
    </>
  );
}
