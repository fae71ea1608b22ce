import { afterEach, it, vi } from 'vitest';
import { Account } from '../../src/main/workspace/account.ts';
import { useWorld } from '../fakes/use-world.ts';

const world = useWorld();
afterEach(() => vi.restoreAllMocks());

it('an account that cannot be written down now is read again when the next clip was charged', async () => {
  const engine = await world().start();
  const { clock } = world();
  const account = new Account({ engine, clock, token: null, onChange: () => undefined });
  const reading = vi.spyOn(engine.account, 'read').mockRejectedValueOnce(new Error('database or disk is full'));
  account.start();
  await clock.until(() => reading.mock.calls.length === 1);
  await world().batch(engine, ['a']);
  await clock.until(() => account.view().state === 'connected');
  await account.stop();
});
