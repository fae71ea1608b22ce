import { useEffect, useState } from 'react';
import type { Client } from '../../../shared/contract/link.ts';
import type { Problem } from '../../../shared/problems.ts';
import { useClient, useWindow } from '../../app/window-context.ts';
import { problemOf } from '../../problem-of.ts';

export type Loaded<Value> =
  { state: 'loading' } | { state: 'there'; value: Value } | { state: 'failed'; problem: Problem | null };

/** What the engine says of one clip, asked again whenever that clip changes in more than how far it is. */
export function useOfClip<Value>(
  id: string,
  ask: (client: Client, id: string, signal: AbortSignal) => Promise<Value>,
): Loaded<Value> & { again: () => void } {
  const client = useClient();
  const { mirror } = useWindow();
  const [loaded, setLoaded] = useState<Loaded<Value>>({ state: 'loading' });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const stopping = new AbortController();
    ask(client, id, stopping.signal).then(
      (value) => setLoaded({ state: 'there', value }),
      (error: unknown) => {
        if (!stopping.signal.aborted) setLoaded({ state: 'failed', problem: problemOf(error) });
      },
    );
    return () => stopping.abort();
  }, [client, id, ask, asked]);
  useEffect(() => {
    let last = '';
    return mirror.onChange((change) => {
      const row = change?.rows.find((changed) => changed.id === id);
      if (change !== null && row === undefined) return;
      const facts = row === undefined ? '' : JSON.stringify({ ...row, fraction: null });
      if (row !== undefined && facts === last) return;
      last = facts;
      setAsked((count) => count + 1);
    });
  }, [mirror, id]);
  return { ...loaded, again: () => setAsked((count) => count + 1) };
}
