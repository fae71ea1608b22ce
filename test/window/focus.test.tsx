import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { open } from './open.tsx';

describe('the focus, when what has it goes away by what it does', () => {
  it('stays in the panel of the clip', async () => {
    const user = userEvent.setup();
    open('queue', 'queue', (world) => {
      const id = world.clips.find(({ state }) => state === 'done')?.id ?? '';
      world.lost.add(id);
      location.hash = `#/queue/${id}`;
    });
    (await screen.findByRole('button', { name: 'Fetch again' })).focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByText(/is not where it was put/)).toBeNull());
    const panel = screen.getByRole('complementary', { name: 'Clip' });
    expect(panel.contains(document.activeElement)).toBe(true);
  });

  it('goes back to where a dialog was opened from, or to what that was in', async () => {
    const user = userEvent.setup();
    open('queue', 'queue', (world) => {
      location.hash = `#/queue/${world.clips.find(({ state }) => state === 'failed')?.id ?? ''}`;
    });
    (await screen.findByRole('button', { name: 'Retry…' })).focus();
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('button', { name: /^Retry 1 clip · / }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Retry…' })).toBeNull());
    const panel = screen.getByRole('complementary', { name: 'Clip' });
    await waitFor(() => expect(panel.contains(document.activeElement)).toBe(true));
  });

  it('stays on the screen when a banner goes', async () => {
    const user = userEvent.setup();
    open('budget-hold');
    (await screen.findByRole('button', { name: 'Go on without a budget' })).focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Go on without a budget' })).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('main')));
  });
});
