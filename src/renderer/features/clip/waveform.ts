import { useEffect, useState } from 'react';

const bars = 80;
/** A longer file is not read whole only to draw it. */
const mostBytes = 100_000_000;

/** How loud a sound file is over its length, as numbers from 0 to 1; null until that is known, or when it cannot be. */
export function useWaveform(address: string | null): readonly number[] | null {
  const [peaks, setPeaks] = useState<readonly number[] | null>(null);
  useEffect(() => {
    if (address === null) return;
    const stopping = new AbortController();
    read(address, stopping.signal).then(
      (found) => {
        if (!stopping.signal.aborted) setPeaks(found);
      },
      () => undefined, // the line is drawn flat
    );
    return () => stopping.abort();
  }, [address]);
  return peaks;
}

async function read(address: string, signal: AbortSignal): Promise<readonly number[] | null> {
  const response = await fetch(address, { signal });
  if (!response.ok || Number(response.headers.get('content-length') ?? 0) > mostBytes) return null;
  const sound = await new OfflineAudioContext(1, 1, 44_100).decodeAudioData(await response.arrayBuffer());
  return peaksOf(sound.getChannelData(0));
}

/** The loudest sample of each part, as a part of the loudest of all. */
export function peaksOf(samples: Float32Array): readonly number[] {
  const size = Math.max(1, Math.floor(samples.length / bars));
  const peaks = Array.from({ length: bars }, (_, bar) => {
    let peak = 0;
    // Every eighth sample finds the same shape.
    for (let at = bar * size; at < (bar + 1) * size; at += 8) peak = Math.max(peak, Math.abs(samples[at] ?? 0));
    return peak;
  });
  const loudest = Math.max(...peaks, 0.001);
  return peaks.map((peak) => peak / loudest);
}
