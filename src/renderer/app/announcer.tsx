import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from './window-context.ts';

/** Reads out, politely, what begins or ends while the window is open: holds, finishes, what needs the person. */
export function Announcer(): ReactNode {
  const { t } = useTranslation();
  const [said, say] = useState('');
  const kinds = useApp((app) => app.holds.map(({ kind }) => kind).join(' '));
  const done = useApp((app) => app.header.counts.done);
  const failed = useApp((app) => app.header.counts.failed);
  const needsYou = useApp((app) => app.header.counts['needs-you']);
  const holds = useApp((app) => app.holds);
  const before = useRef({ kinds, done, failed, needsYou });
  useEffect(() => {
    const past = before.current;
    const words: string[] = [];
    for (const { kind } of holds) if (!past.kinds.split(' ').includes(kind)) words.push(t(`holds.${kind}`));
    if (past.kinds !== '' && kinds === '') words.push(t('announce.goesOn'));
    if (needsYou > past.needsYou) words.push(t('header.needYou', { count: needsYou }));
    if (failed > past.failed) words.push(t('announce.failed', { count: failed }));
    if (done > past.done) words.push(t('announce.done', { count: done }));
    before.current = { kinds, done, failed, needsYou };
    if (words.length > 0) say(words.join('. '));
  }, [kinds, holds, done, failed, needsYou, t]);
  return (
    <div className="sr" role="status" aria-live="polite">
      {said}
    </div>
  );
}
