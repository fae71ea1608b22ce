import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useFormats } from '../../app/window-context.ts';
import type { IntakeClip, IntakeView } from '../../../shared/contract/intake.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { costOfClips } from '../../../shared/costs.ts';
import type { Price } from '../../../shared/pricing.ts';
import { lengthsOf } from './about.ts';
import type { IntakeActions } from './intake-actions.ts';
import { Undo } from './undo.tsx';
import { costInWords, startWords, summary } from './words.ts';

/** What a start would start and cost, or, while rows are chosen, what can be done with them; and the start itself. */
export function Foot({
  view,
  selected,
  price,
  actions,
  firstClip,
  onLanguage,
  onPair,
  onRename,
  onDone,
}: {
  view: IntakeView;
  selected: readonly IntakeClip[];
  price: Price | null;
  actions: IntakeActions;
  /** The first clip that can be started, if it is known. */
  firstClip: string | null;
  onLanguage: () => void;
  onPair: () => void;
  onRename: (clip: IntakeClip) => void;
  /** Nothing is to be chosen any more. */
  onDone: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const practice = useApp((app) => app.practice);
  const [starting, setStarting] = useState(false);
  const ids = selected.map(({ id }) => id);
  const start = async (clips: string[] | 'as-many-as-fit' | null, agreed: number): Promise<void> => {
    setStarting(true);
    await actions.start(clips, agreed);
    setStarting(false);
  };
  const isProbing = view.probing > 0;
  const fits = view.fits ?? 0;
  const shown = selected.length === 0 ? view.start : startOfRows(selected, price);
  return (
    <footer className="foot">
      {selected.length === 0 ? (
        <Summary view={view} />
      ) : (
        <Chosen
          selected={selected}
          onLanguage={onLanguage}
          onPair={onPair}
          onRename={onRename}
          onUnpair={() => void actions.unpair(ids).then(onDone)}
          onRemove={() => void actions.remove({ clips: ids }).then(onDone)}
          onDone={onDone}
        />
      )}
      <span className="end">
        {view.undoable !== null && <Undo step={view.undoable} onUndo={() => void actions.undo()} />}
        {selected.length === 0 && view.start.clips > 1 && firstClip !== null && (
          <Button
            size="big"
            className="start-one"
            disabled={starting || isProbing}
            title={t('intake.start.firstHint')}
            onClick={() => void start([firstClip], 1)}
          >
            {t('intake.start.first')}
          </Button>
        )}
        {selected.length === 0 && fits > 0 && fits < view.start.clips && (
          <Button
            size="big"
            disabled={starting || isProbing}
            title={t('intake.start.fittingHint')}
            onClick={() => void start('as-many-as-fit', fits)}
          >
            {t('intake.start.fitting', { count: fits })}
          </Button>
        )}
        <Button
          look="primary"
          size="big"
          disabled={starting || isProbing || shown.clips === 0}
          aria-busy={starting}
          title={shown.credits === null ? undefined : formats.range(shown.credits)}
          onClick={() => void start(selected.length === 0 ? null : ids, shown.clips)}
        >
          {isProbing ? t('intake.start.probing') : startWords(shown, practice, t, formats)}
        </Button>
      </span>
    </footer>
  );
}

function Summary({ view }: { view: IntakeView }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const price = useApp((app) => app.header.price);
  const balance = useApp((app) => app.account.balance?.credits ?? null);
  const { clips, details } = summary(view, t, formats);
  const cost = costInWords({ start: view.start, fits: view.fits, left: view.left, price, balance }, t, formats);
  return (
    <div className="sum">
      <span title={`${clips} ${details}`}>
        <b>{clips}</b> {details}
      </span>
      <span title={cost}>{cost}</span>
    </div>
  );
}

function Chosen({
  selected,
  onLanguage,
  onPair,
  onRename,
  onUnpair,
  onRemove,
  onDone,
}: {
  selected: readonly IntakeClip[];
  onLanguage: () => void;
  onPair: () => void;
  onRename: (clip: IntakeClip) => void;
  onUnpair: () => void;
  onRemove: () => void;
  onDone: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const [only, ...others] = selected;
  return (
    <div className="chosen" role="group" aria-label={t('intake.chosen', { count: selected.length })}>
      <IconButton icon="close" label={t('intake.chooseNone')} keys="Esc" onClick={onDone} />
      <b role="status">{t('intake.chosen', { count: selected.length })}</b>
      <Button size="small" title="L" onClick={onLanguage}>
        {t('intake.do.language')}
      </Button>
      <Button size="small" title="P" onClick={onPair}>
        {t('intake.do.pair')}
      </Button>
      {only !== undefined && others.length === 0 && (
        <Button size="small" title="F2" onClick={() => onRename(only)}>
          {t('intake.do.rename')}
        </Button>
      )}
      <Button size="small" title="U" onClick={onUnpair}>
        {t('intake.do.unpair')}
      </Button>
      <Button size="small" title="Del" onClick={onRemove}>
        {t('intake.do.remove')}
      </Button>
    </div>
  );
}

/** What a start of these rows would start, and probably cost. */
function startOfRows(rows: readonly IntakeClip[], price: Price | null): IntakeView['start'] {
  const able = rows.filter(
    ({ video, audio, already, again }) =>
      video.problem === null && audio.problem === null && (already === null || again),
  );
  return costOfClips(able.map(lengthsOf), price);
}
