import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Step } from '../../shared/job-state.ts';
import { trackParts, type TrackPart, type TrackState } from '../../shared/track.ts';
import { useFormats } from '../app/window-context.ts';

/** Measures of one size of the track, in its own pixels. `at` says where each step begins and how wide it is. */
interface Geometry {
  width: number;
  height: number;
  bar: number;
  bead: number;
  ringLine: number;
  dot: number;
  tick: number;
  cross: number;
  at: Record<Step, { x: number; width: number }>;
}

const geometries = {
  row: {
    width: 120,
    height: 16,
    bar: 6,
    bead: 5,
    ringLine: 2,
    dot: 2,
    tick: 12,
    cross: 4,
    at: {
      check: { x: 0, width: 12 },
      host: { x: 15, width: 22 },
      submit: { x: 40, width: 10 },
      process: { x: 53, width: 46 },
      fetch: { x: 102, width: 18 },
    },
  },
  panel: {
    width: 520,
    height: 24,
    bar: 8,
    bead: 8,
    ringLine: 2.5,
    dot: 3,
    tick: 18,
    cross: 6,
    at: {
      check: { x: 0, width: 56 },
      host: { x: 62, width: 110 },
      submit: { x: 180, width: 16 },
      process: { x: 204, width: 220 },
      fetch: { x: 430, width: 90 },
    },
  },
} satisfies Record<string, Geometry>;

/** Where the middle of each step of the panel's track is, as a part of its width: for the words under it. */
export function middleOf(step: Step): number {
  const { width, at } = geometries.panel;
  return (at[step].x + at[step].width / 2) / width;
}

/**
 * The five steps of a clip: thick is past, thin is to come, round is the step that spends, the tall tick is where it
 * moves. It reads without colour, and says the same in words.
 */
export function Track({
  track,
  name,
  needsYou = false,
  size = 'row',
}: {
  track: TrackState;
  /** The clip's, so that the words of one track are told from another's. */
  name: string;
  /** Whether the gate waits for the person, and not for the network or another hold of their own. */
  needsYou?: boolean;
  size?: keyof typeof geometries;
}): ReactNode {
  const words = useTrackWords(track);
  const geometry = geometries[size];
  return (
    <svg
      className={size === 'panel' ? 'track track-l' : 'track'}
      width={geometry.width}
      height={geometry.height}
      viewBox={`0 0 ${geometry.width} ${geometry.height}`}
      role="img"
      aria-label={`${name}: ${words}`}
    >
      {trackParts(track).map((part) => (
        <Part key={part.step} part={part} geometry={geometry} needsYou={needsYou} />
      ))}
    </svg>
  );
}

/** The track as a sentence: `check done, host 64%, submit to do, …`. */
export function useTrackWords(track: TrackState): string {
  const { t } = useTranslation();
  const { percent } = useFormats();
  return trackParts(track)
    .map(({ step, is, fraction }) => {
      const word = is === 'moving' && step !== 'submit' ? percent(fraction) : t(`track.${is}`);
      return `${t(`steps.${step}`)} ${word}`;
    })
    .join(t('track.separator'));
}

function Part({
  part: { step, is, fraction },
  geometry,
  needsYou,
}: {
  part: TrackPart;
  geometry: Geometry;
  needsYou: boolean;
}): ReactNode {
  const { x, width } = geometry.at[step];
  const middle = geometry.height / 2;
  const round = step === 'submit';
  const centre = x + width / 2;
  switch (is) {
    case 'past':
      return round ? (
        <circle cx={centre} cy={middle} r={geometry.bead} className="tk-done" />
      ) : (
        <Bar x={x} width={width} geometry={geometry} className="tk-done" />
      );
    case 'verified':
      return <Bar x={x} width={width} geometry={geometry} className="tk-good" />;
    case 'to-come':
      return round ? (
        <circle cx={centre} cy={middle} r={geometry.dot} className="tk-rail" />
      ) : (
        <Rail x={x} width={width} middle={middle} />
      );
    case 'doubtful':
      return <Dots x={x} width={width} middle={middle} step={geometry.width > 200 ? 7 : 5} />;
    case 'unknown':
      return <circle cx={centre} cy={middle} r={geometry.bead} className="tk-ring" strokeWidth={geometry.ringLine} />;
    case 'held': {
      const gate = needsYou ? 'tk-gate you' : 'tk-gate';
      const left = round ? centre - 4 : x;
      const top = middle - 5;
      return (
        <>
          <rect x={left} y={top} width={3} height={10} className={gate} />
          <rect x={left + 5} y={top} width={3} height={10} className={gate} />
          {!round && width > 12 && <Rail x={x + 11} width={width - 11} middle={middle} />}
        </>
      );
    }
    case 'canceled':
      return <rect x={x} y={middle - 4} width={2} height={8} className="tk-done" />;
    case 'failed': {
      const done = round ? 0 : Math.round(fraction * width);
      const { cross } = geometry;
      const from = round ? centre - cross : Math.max(x + 1, Math.min(x + done - 1, x + width - 2 * cross));
      return (
        <>
          {done > 0 && <Bar x={x} width={done} geometry={geometry} className="tk-done" />}
          <path
            d={`M${from} ${middle - cross} l${2 * cross} ${2 * cross} m0 ${-2 * cross} l${-2 * cross} ${2 * cross}`}
            className="tk-fail"
            strokeWidth={2}
          />
        </>
      );
    }
    case 'moving':
      return round ? (
        <MovingBead centre={centre} middle={middle} geometry={geometry} />
      ) : (
        <MovingBar x={x} width={width} fraction={fraction} geometry={geometry} />
      );
  }
}

function Bar({
  x,
  width,
  geometry,
  className,
}: {
  x: number;
  width: number;
  geometry: Geometry;
  className: string;
}): ReactNode {
  return (
    <rect
      x={x}
      y={(geometry.height - geometry.bar) / 2}
      width={width}
      height={geometry.bar}
      rx={1}
      className={className}
    />
  );
}

function Rail({ x, width, middle }: { x: number; width: number; middle: number }): ReactNode {
  return <rect x={x} y={middle - 1} width={width} height={2} className="tk-rail" />;
}

function Dots({ x, width, middle, step }: { x: number; width: number; middle: number; step: number }): ReactNode {
  const right = x + width;
  return (
    <path
      d={Array.from({ length: Math.ceil((right - x - 1) / step) }, (_, index) => {
        return `M${x + index * step} ${middle - 1}h2v2h-2z`;
      }).join('')}
      className="tk-rail"
    />
  );
}

function MovingBar({
  x,
  width,
  fraction,
  geometry,
}: {
  x: number;
  width: number;
  fraction: number;
  geometry: Geometry;
}): ReactNode {
  const top = (geometry.height - geometry.bar) / 2;
  const tick = x + Math.round(fraction * (width - 2));
  return (
    <>
      <rect x={x + 0.5} y={top + 0.5} width={width - 1} height={geometry.bar - 1} rx={1} className="tk-box" />
      {tick > x && <Bar x={x} width={tick + 2 - x} geometry={geometry} className="tk-move" />}
      <rect x={tick} y={(geometry.height - geometry.tick) / 2} width={2} height={geometry.tick} className="tk-move" />
    </>
  );
}

/** Half full: it was sent, and the answer is waited for. */
function MovingBead({ centre, middle, geometry }: { centre: number; middle: number; geometry: Geometry }): ReactNode {
  const { bead } = geometry;
  const tall = geometry.tick + 2;
  return (
    <>
      <path
        d={`M${centre} ${middle - bead + 0.5} a${bead - 0.5} ${bead - 0.5} 0 0 1 0 ${2 * bead - 1}`}
        className="tk-box"
      />
      <path d={`M${centre} ${middle - bead} a${bead} ${bead} 0 0 0 0 ${2 * bead}Z`} className="tk-move" />
      <rect x={centre - 1} y={middle - tall / 2} width={2} height={tall} className="tk-move" />
    </>
  );
}
