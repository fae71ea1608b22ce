import { MultiBar, type SingleBar } from 'cli-progress';
import { isAtRest } from '../../core/job.ts';
import { trackText } from '../../../shared/track.ts';
import type { ClipView } from '../../../shared/views.ts';
import type { Engine } from '../../engine.ts';
import { lineReporter } from './line-reporter.ts';
import type { Reporter } from './reporter.ts';
import { cutInMiddle, nameInWords, stateInWords } from '../../../shared/words.ts';

const nameWidth = 32;
const mostLines = 16;
const redrawMs = 100;

/** A live line for each clip that is moving and a bar over all; what ended scrolls away above them. */
export function barReporter(stream: NodeJS.WriteStream): Reporter {
  const bars = new MultiBar({
    stream,
    clearOnComplete: false,
    hideCursor: true,
    forceRedraw: true,
    autopadding: false,
    format: '{text}',
    formatBar: (progress) => drawBar(progress, 40),
    // Ctrl-C is the program's own to handle.
    gracefulExit: false,
  });
  // Above the bars a line must end itself.
  const lines = lineReporter((line) => bars.log(`${line}\n`));
  const shown = new Map<string, SingleBar>();
  const fractions = new Map<string, number>();
  let total: SingleBar | null = null;
  let timer: NodeJS.Timeout | undefined;
  let unsubscribe: () => void = () => undefined;

  function redraw(engine: Engine, batchIds: readonly string[]): void {
    const clips = batchIds.flatMap((batchId) => engine.clips(batchId));
    const ended = clips.filter(({ state }) => isAtRest(state));
    const moving = clips.filter(({ state }) => !isAtRest(state) && state !== 'ready').slice(0, mostLines);
    for (const [id, bar] of shown) {
      if (moving.some((clip) => clip.id === id)) continue;
      bars.remove(bar);
      shown.delete(id);
    }
    // First, and so above the clips: lines come and go below it.
    const text = `${drawBar(ended.length / Math.max(1, clips.length), 40)} ${ended.length} of ${clips.length} clips`;
    total ??= bars.create(1, 0, { text });
    total.update(0, { text });
    for (const clip of moving) {
      const payload = { text: clipLine(clip, fractions.get(`${clip.id} ${clip.step ?? ''}`) ?? 0, stream.columns) };
      const bar = shown.get(clip.id) ?? bars.create(1, 0, payload);
      shown.set(clip.id, bar);
      bar.update(0, payload);
    }
  }

  return {
    say: (kind, text, details) => (total === null ? stream.write(`${text}\n`) : lines.say(kind, text, details)),
    follow(engine, batchIds) {
      lines.follow(engine, batchIds);
      unsubscribe = engine.onProgress(({ jobId, step, fraction }) => fractions.set(`${jobId} ${step}`, fraction));
      timer = setInterval(() => redraw(engine, batchIds), redrawMs);
      redraw(engine, batchIds);
    },
    end() {
      clearInterval(timer);
      lines.end();
      unsubscribe();
      for (const bar of shown.values()) bars.remove(bar);
      bars.stop();
    },
  };
}

function clipLine(clip: ClipView, fraction: number, columns: number): string {
  const track = trackText({
    state: clip.state,
    endedAt: clip.endedAtStep,
    heldAt: clip.heldBy === null ? null : clip.step,
    fraction,
  });
  const name = cutInMiddle(nameInWords(clip), nameWidth).padEnd(nameWidth);
  return cutInMiddle(`${track.padEnd(14)}  ${name}  ${stateInWords(clip, fraction)}`, Math.max(40, columns - 1));
}

function drawBar(fraction: number, width: number): string {
  const full = Math.round(fraction * width);
  return '━'.repeat(full) + '─'.repeat(width - full);
}
