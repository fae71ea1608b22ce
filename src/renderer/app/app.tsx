import type { JSX } from 'react';
import { describe, sentence, type Problem } from '../../shared/problems.ts';
import type { QueueSnapshot } from '../../shared/queue-snapshot.ts';
import type { HoldView } from '../../shared/views.ts';
import { holdInWords } from '../../shared/words.ts';
import { ClipList } from '../features/queue/clip-list.tsx';
import { useQueue } from '../features/queue/use-queue.ts';

/** The first window: what is in the ledger, to look at. */
export function App(): JSX.Element {
  const reading = useQueue();
  if (reading === null) return <main aria-busy="true" />;
  return reading.ok ? <Queue queue={reading.value} /> : <CannotOpen problem={reading.problem} />;
}

function Queue({ queue }: { queue: QueueSnapshot }): JSX.Element {
  return (
    <main>
      <header>
        <h1>{inOneSentence(queue)}</h1>
        {queue.practice && (
          <p>Practice: FISHSPEECH_API_TOKEN is not set. Nothing here goes to the service or is charged.</p>
        )}
      </header>
      {queue.setAside && (
        <Banner title="The ledger was damaged.">It was set aside unchanged, and a new one was begun.</Banner>
      )}
      {queue.holds.map((hold) => (
        <HoldBanner key={`${hold.kind} ${hold.batchId ?? ''}`} hold={hold} />
      ))}
      {queue.batches.length === 0 ? <Empty /> : <ClipList batches={queue.batches} clips={queue.clips} />}
    </main>
  );
}

function inOneSentence({ clips }: QueueSnapshot): string {
  const count = (...states: string[]): number => clips.filter(({ state }) => states.includes(state)).length;
  const working = count('checking', 'hosting', 'submitting', 'accepted', 'fetching');
  const doubts = count('unconfirmed');
  const parts = [
    working > 0 && `${working} of ${clips.length} working`,
    `${count('done')} of ${clips.length} done`,
    doubts > 0 && `${doubts} ${doubts === 1 ? 'needs' : 'need'} your decision`,
  ];
  return clips.length === 0 ? 'No clips' : parts.filter((part) => part !== false).join(' · ');
}

function HoldBanner({ hold }: { hold: HoldView }): JSX.Element {
  const text = hold.problem && describe(hold.problem);
  return (
    <Banner title={`${holdInWords(hold.kind)}.`}>
      {text && `${text.what} ${text.next} `}It stops: {hold.stops.join(', ')}.
    </Banner>
  );
}

function Banner({ title, children }: { title: string; children: React.ReactNode }): JSX.Element {
  return (
    <section className="banner" role="status">
      <strong>{title}</strong> {children}
    </section>
  );
}

function Empty(): JSX.Element {
  return (
    <section className="empty">
      <h2>No clips yet</h2>
      <p>
        For now clips are started on the command line, while this window is closed. To try it without an account, put
        videos and audio tracks of the same names into a folder and run:
      </p>
      <code>npm run shoal -- run ./my-clips --practice</code>
    </section>
  );
}

function CannotOpen({ problem }: { problem: Problem }): JSX.Element {
  return (
    <main>
      <section className="empty" role="alert">
        <h2>The queue cannot be shown</h2>
        <p>{sentence(problem)}</p>
      </section>
    </main>
  );
}
