import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usedInWords } from '../intake/about.ts';
import { useFormats, usePlace } from '../../app/window-context.ts';
import type { BatchRow } from '../../../shared/contract/batch.ts';
import { Button } from '../../ui/button.tsx';
import { MiddleCut } from '../../ui/middle-cut.tsx';
import { useBatches } from '../batches/use-batches.ts';

const rowsAtFirst = 20;

/** What each batch used, newest first; a press on one opens it. */
export function UsedByBatch(): ReactNode {
  const { t } = useTranslation();
  const [rows, setRows] = useState(rowsAtFirst);
  const { total, at, failed, tryAgain } = useBatches(0, rows - 1);
  const shown = Array.from({ length: Math.min(rows, total ?? 0) }, (_, index) => at(index)).filter(
    (batch) => batch !== undefined,
  );
  return (
    <div aria-busy={total === null}>
      {failed && (
        <p className="note-bar" role="alert">
          {t('batches.cannotRead')}
          <Button size="small" onClick={tryAgain}>
            {t('words.tryAgain')}
          </Button>
        </p>
      )}
      {total === 0 ? (
        <p className="used-none t2">{t('credits.noBatches')}</p>
      ) : (
        <div className="table-box">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('credits.columns.batch')}</th>
                <th scope="col">{t('credits.columns.started')}</th>
                {(['clips', 'done', 'failed', 'seconds', 'perSecond', 'used', 'balance'] as const).map((column) => (
                  <th
                    key={column}
                    scope="col"
                    className={column === 'failed' || column === 'perSecond' ? 'r opt' : 'r'}
                  >
                    {t(`credits.columns.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((batch) => (
                <Row key={batch.id} batch={batch} />
              ))}
            </tbody>
          </table>
          {total !== null && total > rows && (
            <p className="used-none">
              <Button onClick={() => setRows(rows + 100)}>{t('credits.more')}</Button>
            </p>
          )}
        </div>
      )}
    </div>
  );
}

function Row({ batch }: { batch: BatchRow }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const { go } = usePlace();
  const { counts, secondsDone, perSecond, creditsUsed, unpriced } = batch;
  const credits = (known: number | null): string => (known === null ? t('words.unknown') : formats.credits(known));
  const day = formats.day(batch.createdAt);
  return (
    <tr className={batch.endedAt === null ? 'now' : ''}>
      <th scope="row" className="name">
        <a
          href={`#/batches/${batch.id}`}
          onClick={(event) => {
            event.preventDefault();
            go('batches', batch.id);
          }}
        >
          <MiddleCut name={batch.name} />
        </a>
      </th>
      <td className="t2">{batch.endedAt === null ? t('credits.running', { day }) : day}</td>
      <td className="r">{formats.number(counts.all)}</td>
      <td className="r">{formats.number(counts.done)}</td>
      <td className="r opt">{formats.number(counts.failed)}</td>
      <td className="r">{formats.number(secondsDone)}</td>
      <td className="r opt t2">{perSecond === null ? t('words.unknown') : formats.credits(perSecond)}</td>
      <td className="r" title={unpriced > 0 ? t('credits.unpriced', { count: unpriced }) : undefined}>
        {usedInWords({ credits: creditsUsed, unpriced }, t, formats)}
      </td>
      <td className="r t2" title={t('batches.elsewhere')}>
        {credits(batch.startCredits)} → {batch.endedAt === null ? '…' : credits(batch.endCredits)}
      </td>
    </tr>
  );
}
