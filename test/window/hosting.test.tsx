import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { problem } from '../../src/shared/problems.ts';
import { storageSchema } from '../../src/shared/storage.ts';
import { open } from './open.tsx';

it('storage is set up from a preset, its secret kept, and what is wrong said in words', async () => {
  const user = userEvent.setup();
  const { engine } = open('queue', 'settings', (world) => {
    world.findings = [
      { step: 'write', problem: null },
      { step: 'list', problem: problem('host.denied', { right: 's3:ListBucket' }) },
    ];
  });
  await user.click(await screen.findByRole('radio', { name: 'storage of your own (S3)' }));
  await user.selectOptions(screen.getByRole('combobox', { name: 'Provider' }), 'Cloudflare R2');
  await user.type(screen.getByRole('textbox', { name: 'Account or project' }), '0f3c');
  expect(screen.getByRole('textbox', { name: 'Endpoint' })).toHaveProperty(
    'value',
    'https://0f3c.r2.cloudflarestorage.com',
  );
  expect(screen.getByRole('textbox', { name: 'Region' })).toHaveProperty('value', 'auto');

  const keep = screen.getByRole('button', { name: 'Keep and try it' });
  await user.click(keep);
  // Bucket and key id are missing: nothing is kept.
  expect(screen.getAllByRole('alert').map(({ textContent }) => textContent)).toEqual([
    expect.stringContaining('That cannot be used.'),
    expect.stringContaining('That cannot be used.'),
  ]);
  expect(engine.asked).not.toContain('hosting.setStorage');

  await user.type(screen.getByRole('textbox', { name: 'Bucket' }), 'clips');
  await user.type(screen.getByRole('textbox', { name: 'Key id' }), 'key');
  await user.type(screen.getByLabelText('Secret of the key'), 'canary');
  await user.click(keep);
  const found = await screen.findByRole('list', { name: 'What was found' });
  expect(found.textContent).toContain('A small object can be written.');
  expect(found.textContent).toContain('The storage key lacks a right: s3:ListBucket.');
  await screen.findByText('The secret is in the keychain.');
  expect(screen.getByLabelText('Secret of the key')).toHaveProperty('value', '');

  await user.click(screen.getByRole('button', { name: 'Forget the secret' }));
  await screen.findByText('The secret is not set.');
});

it('what lies there is listed, and what no clip needs deleted', async () => {
  const user = userEvent.setup();
  open('queue', 'settings', (world) => {
    const storage = storageSchema.parse({
      endpoint: 'https://s3.example',
      region: 'x',
      bucket: 'clips',
      keyId: 'key',
      keepDays: 30,
    });
    world.app.settings = { ...world.app.settings, host: 's3', storage };
    const object = { size: 20_000_000, atMs: world.now, unfinished: false };
    world.stored = [
      { ...object, name: 'a.mp4', needed: true },
      { ...object, name: 'b.mp4', needed: false },
    ];
  });
  await screen.findByText(/delete what is under “shoal\/” after 38 days/);
  await user.click(screen.getByRole('button', { name: 'Show what lies there' }));
  const table = await screen.findByRole('table');
  expect(within(table).getAllByRole('row')).toHaveLength(3);
  await user.click(screen.getByRole('button', { name: 'Delete 1 object that no clip needs · 20 MB' }));
  await waitFor(() => expect(within(screen.getByRole('table')).getAllByRole('row')).toHaveLength(2));
});

it('a tunnel’s address is kept and tried, and no other than a safe one', async () => {
  const user = userEvent.setup();
  const { engine } = open('queue', 'settings');
  const field = await screen.findByRole('textbox', { name: 'Tunnel’s address' });
  await user.type(field, 'http://my.example');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  await user.clear(field);
  await user.type(field, 'https://my.example{Enter}');
  await screen.findByText('Port 43817 of this computer answers where its links lead.');
  expect(engine.world.app.settings.publicUrl).toBe('https://my.example');
});
