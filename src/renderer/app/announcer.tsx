import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppView } from '../../shared/contract/app.ts';
import { useWindow } from './window-context.ts';

/** Reads out, politely, what begins or ends while the window is open: holds, finishes, what needs the person. */
export function Announcer(): ReactNode {
  const { t } = useTranslation();
  const { mirror } = useWindow();
  const region = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      mirror.store.subscribe(({ app: now }, { app: before }) => {
        if (now === null || before === null || now === before || region.current === null) return;
        const words: string[] = [];
        for (const { kind } of now.holds) if (!isHeld(before, kind)) words.push(t(`holds.${kind}`));
        if (before.holds.length > 0 && now.holds.length === 0) words.push(t('announce.goesOn'));
        const more = (filter: 'needs-you' | 'failed' | 'done'): boolean =>
          now.header.counts[filter] > before.header.counts[filter];
        const { counts } = now.header;
        if (more('needs-you')) words.push(t('header.needYou', { count: counts['needs-you'] }));
        if (more('failed')) words.push(t('announce.failed', { count: counts.failed }));
        if (more('done')) words.push(t('announce.done', { count: counts.done }));
        if (words.length > 0) region.current.textContent = words.join('. ');
      }),
    [mirror, t],
  );
  return <div ref={region} className="sr" role="status" aria-live="polite" />;
}

function isHeld(app: AppView, kind: AppView['holds'][number]['kind']): boolean {
  return app.holds.some((hold) => hold.kind === kind);
}
