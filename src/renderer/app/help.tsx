import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/dialog.tsx';
import { withModifier } from './keys.ts';

/** The help sheet: every key there is. */
export function Help({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const parts = [
    {
      title: t('help.everywhere'),
      keys: [
        [withModifier('K'), t('help.palette')],
        ['Alt 1 – 5', t('help.screens')],
        [withModifier('F'), t('help.search')],
        ['?', t('help.help')],
        ['Esc', t('help.close')],
      ],
    },
    {
      title: t('help.inList'),
      keys: [
        ['↑ ↓', t('help.move')],
        ['Shift ↑ ↓', t('help.extend')],
        ['Space', t('help.select')],
        [withModifier('A'), t('help.selectAll')],
        ['Enter', t('help.open')],
        ['Alt ↑ ↓', t('help.reorder')],
        ['T', t('help.toTop')],
        ['R', t('help.retry')],
        ['Delete', t('help.cancel')],
      ],
    },
    {
      title: t('help.inClip'),
      keys: [
        ['Space', t('help.play')],
        [', .', t('help.frame')],
        ['S', t('help.sound')],
        ['J K', t('help.aboveBelow')],
      ],
    },
  ];
  return (
    <Dialog title={t('help.title')} closeLabel={t('words.close')} onClose={onClose} width={640}>
      <div className="keys-sheet">
        {parts.map(({ title, keys }) => (
          <section key={title}>
            <h3 className="sec">{title}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
