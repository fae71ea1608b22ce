import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { open } from './open.tsx';

describe('a clip whose result was moved or deleted', () => {
  it('says so, and is fetched again without a charge', async () => {
    const user = userEvent.setup();
    let id = '';
    const { engine } = open('queue', 'queue', (world) => {
      id = world.clips.find(({ state }) => state === 'done')?.id ?? '';
      world.lost.add(id);
      location.hash = `#/queue/${id}`;
    });
    await screen.findByText(/^The result “.*” is not where it was put\.$/);
    expect(screen.queryByLabelText('Result')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Fetch again' }));
    await screen.findByText(/^“.*” is where it was\.$/);
    await waitFor(() => expect(screen.queryByText(/is not where it was put/)).toBeNull());
    expect(engine.asked).toContain('clip.fetchAgain');
  });
});
