import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

/** Opens the system's own dialog for a folder. A browser has none that tells a path: nothing is shown there. */
export function ChooseFolder({ onChosen }: { onChosen: (folder: string) => void }): ReactNode {
  const { t } = useTranslation();
  const { shoal } = window;
  if (shoal === undefined) return null;
  const choose = async (): Promise<void> => {
    const folder = await shoal.chooseFolder();
    if (folder !== null) onChosen(folder);
  };
  return (
    <Button size="small" onClick={() => void choose()}>
      {t('words.choose')}
    </Button>
  );
}
