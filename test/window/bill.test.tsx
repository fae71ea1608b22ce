import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { filterOf } from '../../src/shared/contract/clip.ts';
import { priceRules } from '../../src/shared/pricing.ts';
import { perSecond } from '../fakes/price.ts';
import { settle, type World } from '../fakes/window-world.ts';
import { open } from './open.tsx';

/** jsdom draws no canvas. */
const withoutChart = (world: World): void => void (world.history = []);

describe('the balance', () => {
  it('that ran out says how far it reached, what is missing, and what other work used', async () => {
    open('credits-hold');
    const banner = await screen.findByRole('region', { name: /Submitting is held for credits since/ });
    expect(banner.textContent).toContain('The first 37 of 52 fit.');
    expect(banner.textContent).toContain('Other work on this account used 569 credits since');
    expect(banner.textContent).toContain('Submitting resumes by itself when the balance suffices.');
  });

  it('that ran out and is not told is resumed by hand', async () => {
    const user = userEvent.setup();
    const { engine } = open('credits-hold', 'queue', ({ app }) => {
      app.account.balance = app.account.balance && { ...app.account.balance, credits: null, quota: null };
    });
    const banner = await screen.findByRole('region', { name: /Submitting is held for credits since/ });
    expect(banner.textContent).toContain('The account does not tell its balance: resume once it is topped up.');
    await user.click(within(banner).getByRole('button', { name: 'Resume' }));
    await waitFor(() => expect(engine.asked).toContain('hold.end'));
    await waitFor(() => expect(screen.queryByRole('region', { name: /Submitting is held for credits/ })).toBeNull());
  });

  it('that will not do is warned of once, with the line where it ends', async () => {
    const user = userEvent.setup();
    const { engine } = open('short', 'queue', ({ app }) => {
      // In sight, as a page without a height shows only the first lines.
      if (app.header.forecast !== null) app.header.forecast.endsAt = 'onboarding-3';
    });
    const banner = await screen.findByRole('region', { name: 'The balance covers the first 28 of 52 clips.' });
    expect(banner.textContent).toContain('About 390 credits are missing.');
    await screen.findByText(/The balance ends here: it may not cover the 24 clips below/);
    await user.click(within(banner).getByRole('button', { name: 'Understood' }));
    engine.changeClip('onboarding-9', { fraction: 0.9 });
    await screen.findByText('Processing 90%');
    expect(screen.queryByText('The balance covers the first 28 of 52 clips.')).toBeNull();
  });

  it('below the person’s limit is warned of', async () => {
    open('queue', 'queue', (world) => {
      world.app.settings.lowBalance = 2000;
      world.app.account.warnings = ['low'];
    });
    await screen.findByRole('region', { name: 'The balance is 1,056 credits, below your limit of 2,000.' });
  });
});

describe('a budget that holds its batch', () => {
  it('says why, and is changed or taken away', async () => {
    const user = userEvent.setup();
    const { engine } = open('budget-hold');
    const banner = await screen.findByRole('region', { name: /^Onboarding 2027: / });
    expect(banner.textContent).toContain('The budget of 150 credits does not cover the next clip: 94 were used');
    await user.click(within(banner).getByRole('button', { name: 'Change the budget…' }));
    const field = await screen.findByRole('textbox', { name: /credits/i });
    await user.clear(field);
    await user.type(field, '1,000{Enter}');
    await screen.findByText('Write a number above 0 with digits and at most one point, such as 1000 or 12.5.');
    expect(engine.asked).not.toContain('batch.setBudget');
    await user.clear(field);
    await user.type(field, '400{Enter}');
    await waitFor(() => expect(engine.asked).toContain('batch.setBudget'));
    await waitFor(() => expect(screen.queryByRole('region', { name: /^Onboarding 2027: / })).toBeNull());
  });

  it('is what the queue waits for once nothing else is under way: no time left is promised', async () => {
    open('budget-hold', 'queue', (world) => {
      world.clips = world.clips.filter(({ batchId, state }) => batchId === 'onboarding' && state !== 'unconfirmed');
      for (const clip of world.clips) if (filterOf(clip.state) === 'working') clip.state = 'hosted';
      settle(world);
    });
    const waiting = /^Held by the budget · \d+ clips wait \(the queue\)$/;
    expect((await screen.findByRole('heading', { level: 1 })).textContent).toMatch(waiting);
    expect(await screen.findAllByText('Held by the budget')).not.toHaveLength(1);
    expect(screen.queryByText(/ left$/)).toBeNull();
  });
});

describe('a batch at work', () => {
  it('gets another budget from its panel', async () => {
    const user = userEvent.setup();
    const { engine } = open('queue', 'batches/onboarding');
    await user.click(await screen.findByRole('button', { name: 'Change the budget…' }));
    await user.type(await screen.findByRole('textbox', { name: /credits/i }), '400{Enter}');
    await waitFor(() => expect(engine.asked).toContain('batch.setBudget'));
  });
});

describe('the intake that the balance does not cover', () => {
  it('starts as many as fit', async () => {
    const user = userEvent.setup();
    const { engine } = open('intake', 'intake', (world) => (world.intake.fits = 37));
    await user.click(await screen.findByRole('button', { name: 'Start the 37 that fit' }));
    await waitFor(() => expect(engine.asked).toContain('intake.start'));
  });

  it('names a range while the price is one', async () => {
    open('intake', 'intake', (world) => {
      world.app.header.price = {
        ...perSecond(1),
        rates: priceRules.map((rule) => ({ rule, seconds: 'up', rounding: 'none', low: 1, high: 1, minimum: 0 })),
      };
      world.intake.start.credits = { low: 51, likely: 820, high: 900 };
    });
    await screen.findByRole('button', { name: 'Start 51 clips · 51 to 900 credits' });
  });
});

describe('the credits', () => {
  it('tell the price with the rules that were tried, odd bills and other spending', async () => {
    open('credits', 'credits', withoutChart);
    const price = await screen.findByRole('region', { name: 'Price, learned from 65 finished clips' });
    expect(price.textContent).toContain('1 credit a second of the shorter input');
    expect(price.textContent).toContain('62 of 65 fit.');
    await within(price).findByText(/“Founder message 3.mp4” cost 16, not 15 as learned/);
    expect(within(price).getAllByRole('progressbar')).toHaveLength(priceRules.length);
    expect(price.textContent).toContain('Other work on this account used 68 credits in this time.');
  });

  it('are shown by day too, and kept as CSV', async () => {
    const user = userEvent.setup();
    const { engine } = open('credits', 'credits', withoutChart);
    await user.click(await screen.findByRole('button', { name: 'By day' }));
    const row = await screen.findByRole('row', { name: /20 Nov|Nov 20/ });
    expect(row.textContent).toContain('348');
    expect((await screen.findByRole('row', { name: /24 Nov|Nov 24/ })).textContent).toContain(
      '0 charged, 0 not, 1 unknown',
    );
    URL.createObjectURL = () => 'blob:';
    URL.revokeObjectURL = () => undefined;
    await user.click(screen.getByRole('button', { name: 'Save as CSV…' }));
    await waitFor(() => expect(engine.asked).toContain('credits.usageCsv'));
  });

  it('of an unknown price suggest one clip; a price by hand is said to be one', async () => {
    const user = userEvent.setup();
    open('queue', 'credits', (world) => (world.app.header.price = null));
    await screen.findByText(
      /Unknown until the first clip finishes\. The service publishes no price\. Start with one clip/,
    );
    await user.click(screen.getByRole('button', { name: 'Set a price by hand…' }));
    await screen.findByRole('heading', { name: 'Credits', level: 2 });
  });

  it('at a price by hand say so', async () => {
    open('queue', 'credits', (world) => {
      world.app.header.price = { ...perSecond(2), source: 'set', samples: 0, fits: 0 };
    });
    const price = await screen.findByRole('region', { name: 'Price, set by you' });
    expect(price.textContent).toContain('2 credits a second');
  });
});
