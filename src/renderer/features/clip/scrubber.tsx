import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../app/window-context.ts';
import { useWaveform } from './waveform.ts';

const waveWidth = 320;
const waveHeight = 40;

/** One place for both players, over the shape of the sound. */
export function Scrubber({
  at,
  whole,
  frame,
  address,
  onSeek,
}: {
  at: number;
  whole: number;
  frame: number;
  address: string | null;
  onSeek: (seconds: number) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { playTime } = useFormats();
  const peaks = useWaveform(address);
  const fraction = whole > 0 ? Math.min(1, at / whole) : 0;
  return (
    <div className="scrub">
      <svg className="wave" viewBox={`0 0 ${waveWidth} ${waveHeight}`} preserveAspectRatio="none" aria-hidden="true">
        <path className="q" d={wave(peaks)} />
        <clipPath id="played">
          <rect width={fraction * waveWidth} height={waveHeight} />
        </clipPath>
        <path className="p" d={wave(peaks)} clipPath="url(#played)" />
        <rect className="h" x={fraction * (waveWidth - 2)} width="2" height={waveHeight} />
      </svg>
      <input
        type="range"
        min={0}
        max={whole}
        step={frame}
        value={at}
        aria-label={t('clip.position')}
        aria-valuetext={t('clip.positionText', { at: playTime(at), whole: playTime(whole) })}
        onChange={(event) => onSeek(event.target.valueAsNumber)}
      />
    </div>
  );
}

/** Two pixels a bar, two between; a line where nothing is heard, or nothing is known. */
function wave(peaks: readonly number[] | null): string {
  const bars = waveWidth / 4;
  return Array.from({ length: bars }, (_, index) => {
    const peak = peaks?.[Math.floor((index * peaks.length) / bars)] ?? 0;
    const height = Math.max(2, peak * (waveHeight - 4));
    return `M${index * 4} ${(waveHeight - height) / 2}h2v${height}h-2z`;
  }).join('');
}
