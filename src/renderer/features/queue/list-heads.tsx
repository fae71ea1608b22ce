import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The names of the columns, as the list's first row. */
export function ListHeads(): ReactNode {
  const { t } = useTranslation();
  return (
    <div role="rowgroup" className="heads">
      <div className="row head" role="row" aria-rowindex={1}>
        <span role="columnheader">
          <span className="sr">{t('queue.columns.picture')}</span>
        </span>
        <span role="columnheader">{t('queue.columns.clip')}</span>
        <span role="columnheader" className="lang">
          {t('queue.columns.language')}
        </span>
        <span role="columnheader">{t('queue.columns.steps')}</span>
        <span role="columnheader" className="state">
          {t('queue.columns.state')}
        </span>
        <span role="columnheader" className="time">
          <span>
            {t('queue.columns.elapsed')}
            <i>{t('queue.columns.expected')}</i>
          </span>
        </span>
        <span role="columnheader" className="cr">
          {t('queue.columns.credits')}
        </span>
        <span role="columnheader">
          <span className="sr">{t('queue.columns.actions')}</span>
        </span>
      </div>
    </div>
  );
}
