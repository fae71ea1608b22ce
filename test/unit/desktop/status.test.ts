import { describe, expect, it } from 'vitest';
import type { AppView } from '../../../src/shared/contract/app.ts';
import type { HoldKind } from '../../../src/shared/holds.ts';
import { statusOf } from '../../../src/main/desktop/status.ts';
import { wordsFor } from '../../../src/main/desktop/words.ts';

function view(counts: Partial<AppView['header']['counts']>, holds: [HoldKind, string | null][] = []) {
  const none = { all: 0, working: 0, waiting: 0, 'needs-you': 0, failed: 0, done: 0, canceled: 0 };
  return {
    header: {
      counts: { ...none, ...counts },
      paused: 0,
      held: 0,
      needs: { clips: 0, seconds: 0, unmeasured: 0, credits: null },
      timeLeft: null,
      price: null,
      available: null,
      forecast: null,
      elsewhere: null,
      typicalMs: null,
    },
    holds: holds.map(([kind, batchId]) => ({ kind, batchId, since: 0, stops: [], problem: null })),
  };
}

describe('what menu, tray and dock show of the queue', () => {
  it('counts what is over as progress, and shows none when nothing is under way', () => {
    expect(statusOf(view({ all: 8, working: 2, waiting: 2, done: 3, failed: 1 })).progress).toBe(0.5);
    expect(statusOf(view({ all: 4, done: 4 })).progress).toBeNull();
    expect(statusOf(view({})).progress).toBeNull();
  });

  it('keeps the computer awake only while something is under way and nothing holds the queue', () => {
    expect(statusOf(view({ all: 2, working: 1, waiting: 1 })).busy).toBe(true);
    expect(statusOf(view({ all: 2, waiting: 2 })).busy).toBe(false);
    for (const kind of ['user', 'credits', 'auth', 'offline', 'disk', 'host', 'ledger'] as const)
      expect(statusOf(view({ all: 2, working: 1, waiting: 1 }, [[kind, null]])).busy, kind).toBe(false);
    expect(statusOf(view({ all: 2, working: 1, waiting: 1 }, [['rate-limit', null]])).busy).toBe(true);
    expect(statusOf(view({ all: 2, working: 1, waiting: 1 }, [['budget', 'b1']])).busy).toBe(true);
  });

  it('is paused when the person paused the queue, not when they paused one batch', () => {
    expect(statusOf(view({ all: 1 }, [['user', null]])).paused).toBe(true);
    expect(statusOf(view({ all: 1 }, [['user', 'b1']])).paused).toBe(false);
  });

  it('is said in one sentence, in the language that was set or the system’s', () => {
    const status = statusOf(view({ all: 3, working: 1, waiting: 2 }));
    expect(wordsFor(null, 'en-GB').status(status)).toBe('1 of 3 clips working');
    expect(wordsFor(null, 'zh-TW').status(status)).toBe(wordsFor('zh-CN', 'en').status(status));
    expect(wordsFor('en', 'zh-CN').status(statusOf(view({ 'needs-you': 1 })))).toBe('1 clip needs your decision');
  });
});
