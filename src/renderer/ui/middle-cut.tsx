import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { cutMiddle } from './cut-middle.ts';

/**
 * A name in one line: cut in the middle where there is no room for it, whole on hover and to assistive technology. Its
 * own letters say whether it runs from right to left.
 */
export function MiddleCut({ name, className = '' }: { name: string; className?: string }): ReactNode {
  const element = useRef<HTMLSpanElement>(null);
  const sizer = useRef<HTMLSpanElement>(null);
  const [shown, setShown] = useState(name);
  useLayoutEffect(() => {
    const box = element.current;
    const whole = sizer.current;
    const context = document.createElement('canvas').getContext('2d');
    if (box === null || whole === null || context === null) return;
    const fit = (): void => {
      const room = whole.clientWidth;
      if (room === 0 || whole.scrollWidth <= room) {
        setShown(name);
        return;
      }
      const { fontWeight, fontSize, fontFamily } = getComputedStyle(box);
      context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
      // A canvas knows neither tabular figures nor letter spacing: what it measures is scaled by what the page shows.
      const scale = whole.scrollWidth / context.measureText(name).width;
      setShown(cutMiddle(name, (text) => context.measureText(text).width * scale <= room));
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(box);
    return () => observer.disconnect();
  }, [name]);
  return (
    <span ref={element} className={`mid ${className}`} title={name} dir="auto">
      {/* Asks for the room that the whole name needs, however it is cut. */}
      <span ref={sizer} className="mid-size" aria-hidden="true">
        {name}
      </span>
      {shown === name ? (
        name
      ) : (
        <>
          <span aria-hidden="true">{shown}</span>
          <span className="sr">{name}</span>
        </>
      )}
    </span>
  );
}
