import { describe, expect, it } from 'vitest';
import { trackParts, trackText } from '../../../src/shared/track.ts';

const track = { endedAt: null, heldAt: null, fraction: 0 };

describe('the five-step track', () => {
  it.each([
    [{ ...track, state: 'checking', fraction: 0.5 }, '╸ ── · ──── ──'],
    [{ ...track, state: 'hosting', fraction: 0.64 }, '━ ━╸ · ──── ──'],
    [{ ...track, state: 'hosted' }, '━ ━━ · ──── ──'],
    [{ ...track, state: 'submitting' }, '━ ━━ ◐ ──── ──'],
    [{ ...track, state: 'unconfirmed' }, '━ ━━ ○ ┄┄┄┄ ┄┄'],
    [{ ...track, state: 'accepted', fraction: 0.78 }, '━ ━━ ● ━━━╸ ──'],
    [{ ...track, state: 'failed', endedAt: 'process', fraction: 0.55 }, '━ ━━ ● ━✕'],
    [{ ...track, state: 'rejected', endedAt: 'check' }, '✕'],
    [{ ...track, state: 'done', endedAt: 'fetch', fraction: 1 }, '━ ━━ ● ━━━━ ━━'],
    [{ ...track, state: 'canceled', endedAt: 'submit' }, '━ ━━ |'],
    [{ ...track, state: 'hosted', heldAt: 'submit' }, '━ ━━ ‖ ──── ──'],
    [{ ...track, state: 'ready', heldAt: 'submit' }, '━ ── ‖ ──── ──'],
    [{ ...track, state: 'ready', heldAt: 'host' }, '━ ‖─ · ──── ──'],
  ] as const)('%o is %s', (state, text) => expect(trackText(state)).toBe(text));

  it('is green only where a result was verified', () => {
    expect(trackParts({ ...track, state: 'done', endedAt: 'fetch', fraction: 1 }).at(-1)?.is).toBe('verified');
    expect(trackParts({ ...track, state: 'fetching', fraction: 1 }).at(-1)?.is).toBe('moving');
  });
});
