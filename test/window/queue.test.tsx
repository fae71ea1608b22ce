import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { open } from './open.tsx';

const rowsOf = (name: RegExp): HTMLElement[] => screen.getAllByRole('row', { name });

describe('the queue', () => {
  it('says in a sentence what it does, and what it needs', async () => {
    open('queue');
    expect(await screen.findByRole('heading', { level: 1 })).toHaveProperty(
      'textContent',
      expect.stringMatching(/^6 of 52 working · about 55 min left/),
    );
    expect(document.querySelector('.bal')?.textContent).toMatch(/^1,056 credits · needs about \d+$/);
  });

  it('draws only the line of the clip that moved', async () => {
    const { engine, view } = open('queue');
    const [line] = await screen.findAllByRole('row', { name: /Processing 78%/ });
    const touched = new Set<Element | null>();
    const watcher = new MutationObserver((records) => {
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        // How long a clip takes goes on every second, in its own cell.
        if (element?.closest('.time') === null) touched.add(element.closest('[role="row"]'));
      }
    });
    watcher.observe(view.container, { subtree: true, childList: true, attributes: true, characterData: true });
    engine.changeClip('onboarding-9', { fraction: 0.81 });
    await screen.findByText('Processing 81%');
    watcher.disconnect();
    expect([...touched]).toEqual([line]);
  });

  it('keeps a handful of 10,000 lines in the page', async () => {
    const { view } = open('long');
    await screen.findAllByText('Episode 1 – shot 001.mp4');
    expect(view.container.querySelectorAll('[role="row"]').length).toBeLessThan(60);
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(40 * 251 + 1));
  });

  it('is worked with the keys alone: opened, selected, moved, canceled with its consequence said', async () => {
    const user = userEvent.setup();
    const { engine } = open('queue');
    const grid = await screen.findByRole('grid');
    grid.focus();
    await user.keyboard('{ArrowDown}{Enter}');
    await screen.findByRole('complementary', { name: 'Clip' });
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('complementary', { name: 'Clip' })).toBeNull());
    await user.keyboard(' {ArrowDown} ');
    await screen.findByText('2 clips selected');
    await user.keyboard('t');
    await waitFor(() => expect(engine.asked).toContain('clip.move'));
    await user.keyboard('{Delete}');
    const dialog = await screen.findByRole('dialog', { name: 'Cancel 2 clips?' });
    expect(dialog.textContent).toContain('Nothing was sent for them');
    expect(engine.asked).not.toContain('clip.cancel');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel 2 clips' }));
    await screen.findByText('2 clips canceled. Nothing was sent for them.');
  });

  it('says what a retry will cost on its button', async () => {
    const user = userEvent.setup();
    const { engine } = open('queue');
    await user.click(await screen.findByRole('button', { name: /^Retry… Onboarding 01/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Retry 1 clip?' });
    expect(dialog.textContent).toMatch(/Onboarding 01 .*\.mp4/);
    await user.click(within(dialog).getByRole('button', { name: 'Retry 1 clip · about 14 credits' }));
    await waitFor(() => expect(engine.asked).toContain('clip.retry'));
  });

  it('shows what a filter shows, with its count', async () => {
    const user = userEvent.setup();
    open('queue');
    await user.click(await screen.findByRole('button', { name: /Needs you 1/ }));
    await waitFor(() => expect(rowsOf(/May have been accepted/)).toHaveLength(1));
    await waitFor(() => expect(screen.queryByText('Onboarding 03 – Safety walk.mp4')).toBeNull());
  });

  it('says what is held, since when, and the one thing to do', async () => {
    const user = userEvent.setup();
    const { engine } = open('credits-hold');
    const banner = await screen.findByRole('region', { name: /Submitting is held for credits since/ });
    expect(banner.textContent).toMatch(/\d+ clips wait and need about \d+; the balance is 6, about \d+ short/);
    await user.click(within(banner).getByRole('button', { name: 'Check balance again' }));
    await waitFor(() => expect(engine.asked).toContain('account.check'));
  });

  it('begins again after a gap', async () => {
    const { engine } = open('queue');
    await screen.findAllByText('Onboarding 03 – Safety walk.mp4');
    engine.world.clips = engine.world.clips.map((clip) =>
      clip.id === 'onboarding-9' ? { ...clip, fraction: 0.99 } : clip,
    );
    engine.reset();
    await screen.findByText('Processing 99%');
    expect(engine.asked.filter((name) => name === 'app.snapshot')).toHaveLength(2);
  });
});

describe('a clip that may have been accepted', () => {
  it('is decided with the consequence beside each way', async () => {
    const user = userEvent.setup();
    const { engine } = open('queue', 'queue/onboarding-1');
    const adopt = await screen.findByRole('button', { name: 'Adopt job_2f90b6e1c47d' });
    expect(screen.getByRole('button', { name: 'Submit again · may be charged twice' })).toBeTruthy();
    await user.click(await screen.findByRole('radio', { name: 'job_b71c03d58fa2' }));
    await user.click(await screen.findByRole('button', { name: 'Adopt job_b71c03d58fa2' }));
    expect(adopt).toBeTruthy();
    await screen.findByText('Adopted. Its result is fetched for this clip.');
    expect(engine.asked).toContain('decision.decide');
  });

  it('is not given up without being asked', async () => {
    const user = userEvent.setup();
    const { engine } = open('queue', 'queue/onboarding-1');
    await user.click(await screen.findByRole('button', { name: 'Give up this clip' }));
    await screen.findByRole('dialog', { name: 'Give up this clip?' });
    expect(engine.asked).not.toContain('decision.decide');
  });
});

describe('from anywhere', () => {
  it('a command is found by a few letters', async () => {
    const user = userEvent.setup();
    const { engine } = open('queue');
    await screen.findByRole('grid');
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('combobox'), 'pause{Enter}');
    await waitFor(() => expect(engine.asked).toContain('queue.pause'));
    await screen.findByRole('button', { name: 'Resume' });
  });

  it('the language is changed without a reload', async () => {
    const { engine } = open('queue');
    await screen.findByRole('grid');
    engine.change((world) => {
      world.app = { ...world.app, preferences: { ...world.app.preferences, language: 'zh-CN' } };
    });
    await screen.findByRole('button', { name: '暂停' });
    expect(document.documentElement.lang).toBe('zh-CN');
  });
});
