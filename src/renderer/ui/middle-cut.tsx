import type { JSX } from 'react';

const tailShare = 0.4;

/** A name that gives way in its middle: the ending tells takes apart. Whole for a pointer that rests on it. */
export function MiddleCut({ text }: { text: string }): JSX.Element {
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const tail = Math.min(16, Math.floor(characters.length * tailShare));
  const at = characters.length - tail;
  return (
    <span className="middle-cut" title={text}>
      <span>{characters.slice(0, at).join('')}</span>
      <span>{characters.slice(at).join('')}</span>
    </span>
  );
}
