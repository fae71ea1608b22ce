import { useEffect, useState, type RefObject } from 'react';

/** Two players may be apart by this many seconds before the one is set after the other: half a frame or two. */
const drift = 0.06;

interface InStep {
  playing: boolean;
  /** In seconds. */
  at: number;
  length: number;
  toggle: () => void;
  seek: (seconds: number) => void;
}

/** Keeps two players at the same moment. The result leads where there is one: it is what the person came to see. */
export function useInStep(
  original: RefObject<HTMLVideoElement | null>,
  result: RefObject<HTMLVideoElement | null>,
  loop: boolean,
): InStep {
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);
  useEffect(() => {
    const lead = result.current ?? original.current;
    if (lead === null) return;
    const follower = lead === result.current ? original.current : null;
    let frame = 0;
    const tick = (): void => {
      setAt(lead.currentTime);
      if (follower !== null && Math.abs(follower.currentTime - lead.currentTime) > drift) {
        follower.currentTime = lead.currentTime;
      }
      frame = requestAnimationFrame(tick);
    };
    const onPlay = (): void => {
      setPlaying(true);
      void follower?.play().catch(() => undefined);
      cancelAnimationFrame(frame);
      tick();
    };
    const onPause = (): void => {
      setPlaying(false);
      follower?.pause();
      cancelAnimationFrame(frame);
      setAt(lead.currentTime);
    };
    const onEnded = (): void => {
      if (!loop) return;
      lead.currentTime = 0;
      void lead.play().catch(() => undefined);
    };
    const onLength = (): void => setLength(Number.isFinite(lead.duration) ? lead.duration : 0);
    const listeners = { play: onPlay, pause: onPause, ended: onEnded, durationchange: onLength };
    for (const [name, listener] of Object.entries(listeners)) lead.addEventListener(name, listener);
    onLength();
    return () => {
      cancelAnimationFrame(frame);
      for (const [name, listener] of Object.entries(listeners)) lead.removeEventListener(name, listener);
    };
  }, [original, result, loop]);
  return {
    playing,
    at,
    length,
    toggle: () => {
      const lead = result.current ?? original.current;
      if (lead === null) return;
      if (lead.paused) void lead.play().catch(() => undefined);
      else lead.pause();
    },
    seek: (seconds) => {
      const wanted = Math.max(0, Math.min(length > 0 ? length : seconds, seconds));
      for (const video of [original.current, result.current]) if (video !== null) video.currentTime = wanted;
      setAt(wanted);
    },
  };
}
