import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { cutMiddle } from './cut-middle.ts';

/**
 * A name in one line: cut in the middle where there is no room for it, whole on hover and to assistive technology. Its
 * own letters say whether it runs from right to left.
 */
export function MiddleCut({ name, className = '' }: { name: string; className?: string }): ReactNode {
  const element = useRef<HTMLSpanElement>(null);
  const sizer = useRef<HTMLSpanElement>(null);
  const [cut, setCut] = useState({ of: name, to: name });
  useLayoutEffect(() => {
    const box = element.current;
    const whole = sizer.current;
    if (box === null || whole === null) return;
    const fit = (): void => {
      const room = whole.clientWidth;
      const to = room === 0 || whole.scrollWidth <= room ? name : cutTo(name, box, whole);
      // Most names fit. A cut is made before anything is painted, so that none is seen to be made.
      if (to === name) setCut((before) => (before.to === before.of ? before : { of: name, to }));
      else flushSync(() => setCut({ of: name, to }));
    };
    // Tells of the first size too: when the layout of all names is done, and not once for each.
    const observer = new ResizeObserver(fit);
    observer.observe(box);
    return () => observer.disconnect();
  }, [name]);
  const shown = cut.of === name ? cut.to : name;
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

/** The name, cut to the room that there is; `whole` shows all of it. */
function cutTo(name: string, box: Element, whole: Element): string {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return name;
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(box);
  context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  // A canvas knows neither tabular figures nor letter spacing: what it measures is scaled by what the page shows.
  const scale = whole.scrollWidth / context.measureText(name).width;
  return cutMiddle(name, (text) => context.measureText(text).width * scale <= whole.clientWidth);
}
