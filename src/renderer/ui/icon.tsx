import type { ReactNode } from 'react';

const shapes = {
  intake: <path d="M8 2v7M5 6.5 8 9.5l3-3M2.5 9.5v3a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-3" />,
  queue: <path d="M2.5 4h4M9.5 4h4M2.5 8h6M11.5 8h2M2.5 12h2M7.5 12h6" />,
  batches: <path d="M2.5 5.5 8 2.5l5.5 3L8 8.5zM2.5 8 8 11l5.5-3M2.5 10.5l5.5 3 5.5-3" />,
  credits: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M10 6.2a2.4 2.4 0 1 0 0 3.6M8 3.9v1M8 11.1v1" />
    </>
  ),
  settings: (
    <>
      <path d="M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6" />
      <circle cx="10" cy="4.5" r="1.5" />
      <circle cx="6" cy="11.5" r="1.5" />
    </>
  ),
  minus: <path d="M3.5 8h9" />,
  plus: <path d="M8 3.5v9M3.5 8h9" />,
  warning: <path d="M8 2.2 14.4 13.3H1.6zM8 6.5v3.2M8 11.4v.2" />,
  outside: <path d="M9 3h4v4M13 3 7.5 8.5M11.5 9.5v3a.5.5 0 0 1-.5.5H3.500a.5.5 0 0 1-.5-.5V5a.5.5 0 0 1 .5-.5h3" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.25" />
      <path d="m10.2 10.2 3.3 3.3" />
    </>
  ),
  view: <path d="M2.5 4h11M2.5 8h11M2.5 12h11" />,
  down: <path d="m4 6 4 4 4-4" />,
  up: <path d="m4 10 4-4 4 4" />,
  right: <path d="m6 4 4 4-4 4" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" />,
  play: <path d="M5 3.2v9.6L12.6 8z" />,
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2" />,
  film: (
    <>
      <rect x="2" y="3.5" width="12" height="9" rx="1" />
      <path d="M5 3.5v9M11 3.5v9M2 8h3M11 8h3" />
    </>
  ),
  sound: <path d="M2.5 7v2M5.2 4.5v7M8 2.5v11M10.8 5.5v5M13.5 7v2" />,
  folder: <path d="M2 4.5a1 1 0 0 1 1-1h3l1.5 2H13a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1z" />,
  key: (
    <>
      <circle cx="5" cy="11" r="2.7" />
      <path d="m7 9 6-6M11 5l1.8 1.8" />
    </>
  ),
  top: <path d="M3.5 3h9M8 13V6M5 9l3-3 3 3" />,
  unlink: (
    <path d="M6.5 9.5 4.7 11.3a2.2 2.2 0 0 1-3.1-3.1l1.8-1.8M9.5 6.5l1.8-1.8a2.2 2.2 0 0 1 3.1 3.1l-1.8 1.8M5 2.5v2M2.5 5h2M11 13.5v-2M13.5 11h-2" />
  ),
  file: <path d="M4 2.5h5l3 3v8H4zM9 2.5v3h3" />,
  undo: <path d="M5.5 3 3 5.5 5.5 8M3 5.5h6a4 4 0 0 1 0 8H6.5" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  'frame-back': <path d="M10.5 3.5v9L5 8zM4 3.5v9" />,
  'frame-on': <path d="M5.5 3.5v9L11 8zM12 3.5v9" />,
  loop: <path d="M4 5.5h7a2 2 0 0 1 2 2v1M12 10.5H5a2 2 0 0 1-2-2v-1M6 3.5l-2 2 2 2M10 8.5l2 2-2 2" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1" />
      <path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2" />
    </>
  ),
  ring: <circle cx="8" cy="8" r="5" />,
  again: <path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.5V5h-2.5" />,
  check: <path d="m3 8.5 3.2 3L13 4.5" />,
  info: <path d="M8 7.2v4M8 4.8v.2M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2z" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

/** A line drawing of 16 by 16. It is never the only thing that says what something is: it has no name of its own. */
export function Icon({ name }: { name: IconName }): ReactNode {
  return (
    <svg className="ic" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}

const marks = {
  'needs-you': <circle cx="4" cy="4" r="3" fill="none" stroke="var(--amber)" strokeWidth="2" />,
  failed: <path d="M1 1l6 6M7 1 1 7" stroke="var(--red)" strokeWidth="1.8" strokeLinecap="round" />,
  held: <path d="M2 .5v7M6 .5v7" stroke="var(--amber)" strokeWidth="2.4" />,
} satisfies Record<string, ReactNode>;

/** The small mark beside a count: the same shapes as in the track. */
export function Mark({ name }: { name: keyof typeof marks }): ReactNode {
  return (
    <svg className="mk" viewBox="0 0 8 8" aria-hidden="true">
      {marks[name]}
    </svg>
  );
}

export function Logo(): ReactNode {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <g fill="var(--accent)">
        <rect x="6" y="3" width="8" height="3.5" rx="1" />
        <circle cx="17" cy="4.75" r="2" />
        <rect x="1" y="8.25" width="9" height="3.5" rx="1" />
        <circle cx="13" cy="10" r="2" />
        <rect x="5" y="13.5" width="8" height="3.5" rx="1" />
        <circle cx="16" cy="15.25" r="2" />
      </g>
    </svg>
  );
}
