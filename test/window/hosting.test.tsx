import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { open } from './open.tsx';

describe('storage of the person’s own', () => {
  it('is filled in by the provider, kept with its secret, and tested at once', async () => {
    const user = userEvent.setup();
    const { engine } = open('queue', 'settings/hosting');
    await user.click(await screen.findByRole('radio', { name: /S3-compatible storage/ }));
    // Looking at the form changes nothing yet.
    expect(engine.world.app.settings).toMatchObject({ host: 'this-computer', storage: null });

    await user.selectOptions(screen.getByRole('combobox', { name: 'Provider' }), 'Cloudflare R2');
    expect(screen.getByRole('textbox', { name: 'Endpoint' })).toHaveProperty(
      'value',
      'https://{account}.r2.cloudflarestorage.com',
    );
    await user.type(screen.getByRole('textbox', { name: 'Account or project' }), '4f2a9c');
    await user.type(screen.getByRole('textbox', { name: 'Bucket' }), 'l10n-media');
    await user.type(screen.getByRole('textbox', { name: 'Key id' }), '3f9a1c');
    await user.type(screen.getByLabelText('Secret'), 'the secret');
    await user.click(screen.getByRole('button', { name: 'Save and test' }));

    await screen.findByText('A small object can be written.');
    expect(screen.getByText(/lacks a right: s3:ListBucket/)).toBeDefined();
    expect(engine.world.app.settings).toMatchObject({
      host: 's3',
      storage: {
        endpoint: 'https://4f2a9c.r2.cloudflarestorage.com',
        region: 'auto',
        bucket: 'l10n-media',
        prefix: 'shoal/',
        pathStyle: true,
        keepDays: 0,
        uploadLimit: null,
      },
    });
    expect(engine.asked).toContain('hosting.test');
    // What was typed as a secret is in the page no more.
    expect(screen.getByLabelText('Secret')).toHaveProperty('value', '');
    expect(document.body.textContent).not.toContain('the secret');

    await user.click(screen.getByRole('button', { name: 'Remove it' }));
    await screen.findByText('The secret is missing: enter it and save.');
  });

  it('is not kept while something cannot be used, and says what', async () => {
    const user = userEvent.setup();
    const { engine } = open('storage', 'settings/hosting');
    const endpoint = await screen.findByRole('textbox', { name: 'Endpoint' });
    await user.clear(endpoint);
    await user.type(endpoint, 'http://files.example');
    await user.clear(screen.getByRole('textbox', { name: 'Bucket' }));
    await user.click(screen.getByRole('button', { name: 'Save and test' }));
    const alerts = await screen.findAllByRole('alert');
    expect(alerts.map(({ textContent }) => textContent)).toEqual([
      'This cannot be used. The https address of the storage, without the bucket.',
      'This cannot be used. It can stay private: blocking public access is right, and CORS is not needed.',
    ]);
    expect(engine.asked).not.toContain('hosting.useStorage');
  });

  it('keeps a file for ever when the days are left empty', async () => {
    const user = userEvent.setup();
    const { engine } = open('storage', 'settings/hosting');
    await user.clear(await screen.findByRole('textbox', { name: 'Keep for' }));
    await user.type(screen.getByRole('textbox', { name: 'Upload at most' }), '2500');
    await user.click(screen.getByRole('button', { name: 'Save and test' }));
    await waitFor(() => expect(engine.world.app.settings.storage).toMatchObject({ keepDays: null, uploadLimit: 2500 }));
  });

  it('shows what lies there, and deletes what no clip needs', async () => {
    const user = userEvent.setup();
    open('storage', 'settings/hosting');
    await user.click(await screen.findByRole('button', { name: 'Look' }));
    await screen.findByText('3 objects, 511 MB.');
    expect(screen.getAllByRole('row').map((row) => row.lastElementChild?.textContent)).toEqual([
      'State',
      'needed',
      'unfinished',
      'not needed',
    ]);
    await user.click(screen.getByRole('button', { name: 'Delete 1 that no clip needs · 2.1 MB' }));
    await screen.findByText('1 object was deleted.');
    await screen.findByText(/^2 objects/);
  });
});

describe('this computer', () => {
  it('takes the https address of a tunnel, and no other', async () => {
    const user = userEvent.setup();
    const { engine } = open('queue', 'settings/hosting');
    const field = await screen.findByRole('textbox', { name: 'Address of the tunnel' });
    await user.clear(field);
    await user.type(field, 'http://tunnel.example{Enter}');
    expect((await screen.findByRole('alert')).textContent).toMatch(/^Give an https address/);
    expect(engine.world.app.settings.publicUrl).toBe('https://northwind.example');
    await user.clear(field);
    await user.type(field, 'https://tunnel.example{Enter}');
    await waitFor(() => expect(engine.world.app.settings.publicUrl).toBe('https://tunnel.example'));
  });

  it('that the service cannot reach is said in the intake, with the way to set it up', async () => {
    const user = userEvent.setup();
    open('intake', 'intake', ({ app }) => {
      app.hosting.ready = false;
      app.settings.publicUrl = null;
    });
    await screen.findByText('The service cannot reach files yet');
    await user.click(screen.getByRole('button', { name: 'Change the hosting' }));
    await screen.findByRole('textbox', { name: 'Address of the tunnel' });
  });
});

it('the welcome asks how files are hosted, and leads to the storage’s keys', async () => {
  const user = userEvent.setup();
  const { engine } = open('welcome');
  await user.type(await screen.findByLabelText('Token'), 'a token');
  await user.click(screen.getByRole('radio', { name: /S3-compatible storage/ }));
  await user.click(screen.getByRole('button', { name: 'Check token and connect' }));
  await screen.findByRole('button', { name: 'Save and test' });
  expect(engine.world.app.settings.host).toBe('s3');
});
