import { useState, type ReactNode } from 'react';

/** A clip's picture; an even field where there is none. It tells nothing that the name beside it does not. */
export function Thumbnail({ address }: { address: string }): ReactNode {
  const [missing, setMissing] = useState<string | null>(null);
  if (missing === address) return <span className="thumb" />;
  return (
    <img
      className="thumb"
      src={address}
      alt=""
      decoding="async"
      draggable={false}
      onError={() => setMissing(address)}
    />
  );
}
