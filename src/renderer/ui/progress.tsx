import type { ReactNode } from 'react';

/** How far something is, 0 to 1; `label` names what. At rest (nothing of it moves) it is grey. */
export function ProgressBar({
  label,
  value,
  resting = false,
}: {
  label: string;
  value: number;
  resting?: boolean;
}): ReactNode {
  const percent = Math.floor(value * 100);
  return (
    <span
      className={resting ? 'pbar rest' : 'pbar'}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i style={{ width: `${value * 100}%` }} />
    </span>
  );
}
