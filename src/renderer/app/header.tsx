import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { needsInWords } from '../features/intake/about.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { isPaused, queueHold } from './holds.ts';
import { useApp, useAsk, useClient, useFormats, usePlace, useWindow } from './window-context.ts';

/** What the queue is doing in one sentence, what it will need, and the two controls over all of it. */
export function Header(): ReactNode {
  return (
    <header className="top">
      <Sentence />
      <Balance />
      <span className="vr" />
      <Concurrency />
      <PauseButton />
    </header>
  );
}

function Sentence(): ReactNode {
  const { t } = useTranslation();
  const [what, more] = useSentence();
  return (
    <h1 title={more === null ? what : `${what} · ${more}`}>
      <b>{what}</b>
      {more !== null && ` · ${more}`}
      <span className="sr"> {t('header.sentenceOf')}</span>
    </h1>
  );
}

function useSentence(): [what: string, more: string | null] {
  const { t } = useTranslation();
  const formats = useFormats();
  const { counts, paused, held, timeLeft } = useApp((app) => app.header);
  const holds = useApp((app) => app.holds);
  const { queueList } = useWindow();
  const ended = useStore(queueList.store, (state) => state.counts?.all ?? 0);
  const total = counts.all - paused;
  const over = counts.done + counts.failed + counts.canceled;
  const numbers = { working: formats.number(counts.working), total: formats.number(total), over: formats.number(over) };
  if (counts.all === 0) {
    // What has ended stays in the list until the person takes it out.
    return [t('header.nothing'), ended === 0 ? t('header.queueEmpty') : t('header.allOver', { count: ended })];
  }
  const hold = queueHold(holds);
  if (hold !== null) {
    return [t(`holds.${hold.kind}`), counts.working > 0 ? t('header.stillWorking', numbers) : null];
  }
  if (counts.working === 0 && counts.waiting === 0) {
    if (counts['needs-you'] > 0) return [t('header.needYou', { count: counts['needs-you'] }), null];
    return [t('header.nothing'), t('header.allOver', { count: over })];
  }
  if (counts.working === 0 && counts.waiting === paused)
    return [t('header.nothing'), t('header.batchesPaused', { count: paused })];
  if (counts.working === 0 && held > 0 && counts.waiting === paused + held)
    return [t('holds.budget'), t('header.waiting', { count: held })];
  const left =
    timeLeft === null
      ? t('header.timeUnknown')
      : t('header.timeLeft', { time: formats.roughDuration(timeLeft.likely) });
  return [t('header.working', numbers), left];
}

/** What the account holds beside what the queue will need: amber when the one does not cover the other. */
function Balance(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const { go } = usePlace();
  const balance = useApp((app) => app.account.balance);
  const { needs } = useApp((app) => app.header);
  const practice = useApp((app) => app.practice);
  const credits = balance?.credits ?? null;
  const short = useApp((app) => app.header.forecast !== null && app.header.forecast.endsAt !== null);
  const hover =
    balance === null ? t('header.balanceNotRead') : t('header.balanceRead', { time: formats.clockSeconds(balance.at) });
  const range =
    needs.credits === null || needs.clips === 0
      ? ''
      : ` · ${t('header.needsRange', { range: formats.range(needs.credits) })}`;
  return (
    <a
      className={short ? 'bal low' : 'bal'}
      href="#/credits"
      title={short ? `${t('header.short')} · ${hover}${range}` : `${hover}${range}`}
      onClick={(event) => {
        event.preventDefault();
        go('credits');
      }}
    >
      {short && <Icon name="warning" />}
      <span>
        <b>{credits === null ? t('words.unknown') : formats.credits(credits)}</b>
        <span>
          {' '}
          {practice ? t('header.practiceCredits') : t('header.credits')} ·{' '}
          {needs.clips === 0
            ? t('header.needsNothing')
            : needs.credits === null
              ? t('header.needsUnknown')
              : t('header.needs', { credits: needsInWords(needs, t, formats) })}
        </span>
      </span>
    </a>
  );
}

function Concurrency(): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const concurrency = useApp((app) => app.settings.concurrency);
  const set = (wanted: number): void => void ask(() => client.queue.setConcurrency({ concurrency: wanted }));
  return (
    <span className="lab">
      <span aria-hidden="true">{t('header.atOnce')}</span>
      <span className="step" role="group" aria-label={t('header.atOnceLong')} title={t('header.atOnceLong')}>
        <button
          type="button"
          aria-label={t('header.fewer')}
          disabled={concurrency <= 1}
          onClick={() => set(concurrency - 1)}
        >
          <Icon name="minus" />
        </button>
        <output>{concurrency}</output>
        <button
          type="button"
          aria-label={t('header.more')}
          disabled={concurrency >= 64}
          onClick={() => set(concurrency + 1)}
        >
          <Icon name="plus" />
        </button>
      </span>
    </span>
  );
}

function PauseButton(): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const paused = useApp((app) => isPaused(app.holds));
  if (paused) {
    return (
      <Button look="primary" icon="play" onClick={() => void ask(() => client.queue.resume())}>
        {t('header.resume')}
      </Button>
    );
  }
  return (
    <Button icon="pause" title={t('header.pauseHint')} onClick={() => void ask(() => client.queue.pause())}>
      {t('header.pause')}
    </Button>
  );
}
