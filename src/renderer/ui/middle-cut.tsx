import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { cutMiddle } from './cut-middle.ts';

/**
 * A name in one line: cut in the middle where there is no room for it, whole on hover and to assistive technology. Its
 * own letters say whether it runs from right to left.
 */
export function MiddleCut({ name, className = '' }: { name: string; className?: string }): ReactNode {
  const element = useRef<HTMLSpanElement>(null);
  const [shown, setShown] = useState(name);
  useLayoutEffect(() => {
    const box = element.current;
    const context = document.createElement('canvas').getContext('2d');
    if (box === null || context === null) return;
    const fit = (): void => {
      const style = getComputedStyle(box);
      context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      context.letterSpacing = style.letterSpacing === 'normal' ? '0px' : style.letterSpacing;
      const room = box.clientWidth;
      // Tabular figures are a little wider than what a canvas measures.
      const digits = (text: string): number => text.length - text.replace(/\d/g, '').length;
      setShown(room === 0 ? name : cutMiddle(name, (text) => context.measureText(text).width + digits(text) <= room));
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(box);
    return () => observer.disconnect();
  }, [name]);
  return (
    <span ref={element} className={`mid ${className}`} title={name} dir="auto">
      {shown === name ? (
        name
      ) : (
        <>
          {/* Keeps asking for the room that the whole name needs, however it is cut. */}
          <span className="mid-size" aria-hidden="true">
            {name}
          </span>
          <span aria-hidden="true">{shown}</span>
          <span className="sr">{name}</span>
        </>
      )}
    </span>
  );
}
