import { isAtRest } from '../../core/job.ts';
import { jobStates, type JobState } from '../../../shared/job-state.ts';
import { trackText } from '../../../shared/track.ts';
import type { ClipView } from '../../../shared/views.ts';
import type { Engine } from '../../engine.ts';
import { lineReporter } from './line-reporter.ts';
import { liveArea, type Terminal } from './live-area.ts';
import type { Reporter } from './reporter.ts';
import { cutInMiddle, nameInWords, padded, stateInWords } from '../../../shared/words.ts';

const nameWidth = 32;
const trackWidth = 14;
const longestBar = 40;
const mostLines = 16;
const redrawMs = 100;

/** A bar over all and a live line for each clip that is moving; what happened scrolls away above them. */
export function barReporter(stream: Terminal): Reporter {
  const area = liveArea(stream);
  const lines = lineReporter((line) => area.print(line), isEnd);
  /** In the order in which they began to move, so that no line jumps while others come and go. */
  const moving = new Set<string>();
  const fractions = new Map<string, number>();
  const unsubscribe: (() => void)[] = [];
  let redraw: () => void = () => undefined;

  function keepMoving(id: string, state: JobState): void {
    if (isMoving(state)) moving.add(id);
    else moving.delete(id);
  }

  return {
    say: (notice) => lines.say(notice),
    follow(engine) {
      lines.follow(engine);
      const open = engine.batches().filter(({ endedAt, apiUrl }) => endedAt === null && apiUrl === engine.apiUrl);
      for (const { id } of open) for (const clip of engine.clips(id)) keepMoving(clip.id, clip.state);
      const inView = new Set(open.map(({ id }) => id));
      redraw = () => {
        const clips = [...moving].slice(0, mostLines).flatMap((id) => engine.clip(id) ?? []);
        const more = moving.size > mostLines ? [`and ${moving.size - mostLines} more`] : [];
        const fraction = (clip: ClipView): number => fractions.get(`${clip.id} ${clip.step ?? ''}`) ?? 0;
        area.draw([
          totalLine(engine, inView, stream.columns || 80),
          ...clips.map((clip) => clipLine(clip, fraction(clip))),
          ...more,
        ]);
      };
      unsubscribe.push(
        engine.onEvents((events) => {
          for (const { body, jobId, batchId } of events) {
            if (batchId !== null) inView.add(batchId);
            if (body.kind === 'clip' && jobId !== null) keepMoving(jobId, body.to);
          }
        }),
        engine.onProgress(({ jobId, step, fraction }) => fractions.set(`${jobId} ${step}`, fraction)),
      );
      const timer = setInterval(redraw, redrawMs);
      unsubscribe.push(() => clearInterval(timer));
    },
    end() {
      if (unsubscribe.length === 0) return;
      for (const forget of unsubscribe.splice(0)) forget();
      lines.end();
      redraw();
    },
  };
}

/** Whether a clip has no line of its own any more. */
function isEnd(state: JobState): boolean {
  return isAtRest(state) && state !== 'draft';
}

/** Whether a clip is on its way, and not waiting for its turn or over. */
function isMoving(state: JobState): boolean {
  return !isAtRest(state) && state !== 'draft' && state !== 'checking' && state !== 'ready';
}

function totalLine(engine: Engine, batchIds: ReadonlySet<string>, columns: number): string {
  let all = 0;
  let ended = 0;
  let checking = 0;
  for (const { id, counts } of engine.batches()) {
    if (!batchIds.has(id)) continue;
    checking += counts.checking ?? 0;
    for (const state of jobStates) {
      const count = counts[state] ?? 0;
      all += count;
      if (isAtRest(state)) ended += count;
    }
  }
  const count = ` ${ended} of ${all} clips${checking > 0 ? ` · checking ${checking}` : ''}`;
  const width = Math.max(1, Math.min(longestBar, columns - 1 - count.length));
  const full = Math.round((ended / Math.max(1, all)) * width);
  return '━'.repeat(full) + '─'.repeat(width - full) + count;
}

function clipLine(clip: ClipView, fraction: number): string {
  const track = trackText({
    state: clip.state,
    endedAt: clip.endedAtStep,
    heldAt: clip.heldBy === null ? null : clip.step,
    fraction,
  });
  const name = padded(cutInMiddle(nameInWords(clip), nameWidth), nameWidth);
  return `${padded(track, trackWidth)}  ${name}  ${stateInWords(clip, fraction)}`;
}
