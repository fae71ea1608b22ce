import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats, usePlace } from '../../app/window-context.ts';
import type { IntakeClip } from '../../../shared/contract/intake.ts';
import { ActionMenu } from '../../ui/menu.tsx';
import type { Price } from '../../../shared/pricing.ts';
import { creditsInWords, creditsOf } from './about.ts';
import type { IntakeActions } from './intake-actions.ts';

/** For a pair that was already made, or is being made: reuse that result, or make (and pay for) it again. */
export function AlreadyMenu({
  clip,
  already,
  price,
  isStop,
  actions,
}: {
  clip: IntakeClip;
  already: NonNullable<IntakeClip['already']>;
  price: Price | null;
  isStop: boolean;
  actions: IntakeActions;
}): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const { go } = usePlace();
  const day = formats.day(already.at);
  const isDone = already.state === 'done';
  const credits = creditsOf(clip, price);
  const words = clip.again
    ? t('intake.already.again')
    : isDone
      ? t('intake.already.reuse', { day })
      : t('intake.already.goingOn');
  return (
    <ActionMenu
      groups={[
        [
          {
            label: isDone ? t('intake.already.reuseIt', { day }) : t('intake.already.waitForIt'),
            hint: t('intake.already.costsNothing'),
            checked: !clip.again,
            onSelect: () => void actions.setAgain([clip.id], false),
          },
          {
            label: t('intake.already.makeAgain'),
            hint:
              credits === null
                ? t('intake.already.againUnknown')
                : t('intake.already.againCosts', { credits: creditsInWords(credits, t, formats) }),
            checked: clip.again,
            onSelect: () => void actions.setAgain([clip.id], true),
          },
        ],
        [{ label: t('intake.already.show'), onSelect: () => go('queue', already.clipId) }],
      ]}
    >
      <button
        type="button"
        className="link already"
        tabIndex={isStop ? 0 : -1}
        aria-label={t('intake.already.of', { words, name: clip.audio.name })}
      >
        {words}
      </button>
    </ActionMenu>
  );
}
