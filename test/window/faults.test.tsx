import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { I18nextProvider } from 'react-i18next';
import { expect, it, onTestFinished, vi } from 'vitest';
import { FaultBoundary } from '../../src/renderer/app/fault-boundary.tsx';
import { createTexts } from '../../src/renderer/i18n/i18n.ts';
import { open } from './open.tsx';

it('what cannot be drawn leaves words and a way back, not an empty page', async () => {
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  onTestFinished(() => void vi.restoreAllMocks());
  const Broken = (): never => {
    throw new Error('cannot be drawn');
  };
  render(
    <I18nextProvider i18n={createTexts('en')}>
      <FaultBoundary>
        <Broken />
      </FaultBoundary>
    </I18nextProvider>,
  );
  expect((await screen.findByRole('alert')).textContent).toContain('clips go on as before');
  await screen.findByRole('button', { name: 'Open the window again' });
});

it('a text that could not be copied is not said to be copied', async () => {
  const user = userEvent.setup();
  open('queue', 'queue/onboarding-9');
  Object.defineProperty(navigator, 'clipboard', {
    value: { writeText: () => Promise.reject(new Error('refused')) },
    configurable: true,
  });
  await user.click(await screen.findByRole('button', { name: 'Copy report' }));
  await screen.findByText('Not copied: the clipboard cannot be written to.');
});

it('in the desktop other media is taken from where it is: nothing is sent', async () => {
  const user = userEvent.setup();
  Object.defineProperty(window, 'shoal', {
    value: { onGo: () => undefined, pathForFile: () => '/clips/02_zh.wav' },
    configurable: true,
  });
  onTestFinished(() => void Reflect.deleteProperty(window, 'shoal'));
  const { engine, view } = open('queue');
  await user.click(await screen.findByRole('button', { name: /^Replace…/ }));
  await screen.findByRole('button', { name: 'Replace the audio…' });
  const field = view.container.querySelector<HTMLInputElement>('.replace input[accept^="audio"]');
  if (field === null) throw new Error('no field for a file');
  await user.upload(field, new File(['sound'], '02_zh.wav', { type: 'audio/wav' }));
  await screen.findByText('Replaced. The clip is checked again.');
  await waitFor(() => expect(engine.asked).toContain('clip.replaceMedia'));
  expect(engine.asked).not.toContain('intake.announceUploads');
});
