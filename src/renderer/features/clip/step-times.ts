import type { ClipDetail } from '../../../shared/contract/clip.ts';
import type { Step } from '../../../shared/job-state.ts';

/** How long each step of a clip took, in ms, as its events tell; a step that did not end has none. */
export function stepTimes(events: ClipDetail['events']): Partial<Record<Step, number>> {
  const began: Partial<Record<Step, number>> = {};
  const took: Partial<Record<Step, number>> = {};
  const begin = (step: Step, at: number): void => {
    began[step] = at;
  };
  const end = (step: Step, at: number): void => {
    const from = began[step];
    if (from !== undefined) took[step] = at - from;
  };
  for (const { at, body } of events) {
    if (body.kind === 'attempt-opened') begin('submit', at);
    if (body.kind === 'attempt-settled' && body.outcome === 'accepted') {
      end('submit', at);
      begin('process', at);
    }
    if (body.kind !== 'clip') continue;
    if (body.to === 'draft' || body.to === 'checking') begin('check', at);
    if (body.to === 'ready') end('check', at);
    if (body.to === 'hosting') begin('host', at);
    if (body.to === 'hosted') end('host', at);
    if (body.to === 'accepted') begin('process', began.process ?? at);
    if (body.to === 'fetching') {
      end('process', at);
      begin('fetch', at);
    }
    if (body.to === 'done') end('fetch', at);
  }
  return took;
}
