import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isBaseAddress } from '../../../shared/address.ts';
import type { Problem } from '../../../shared/problems.ts';
import { useApp, useAsk, useClient, useDescribe } from '../../app/window-context.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from './fields.tsx';

/** This computer as the host: the tunnel that leads to it, and whether it does. */
export function Tunnel(): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const describe = useDescribe();
  const kept = useApp((app) => app.settings.publicUrl);
  const [typed, setTyped] = useState(kept ?? '');
  const [port, setPort] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<{ problem: Problem | null } | null>(null);
  const address = typed.trim();
  const fits = address === '' || isBaseAddress(address);
  useEffect(() => {
    void ask(() => client.hosting.get()).then((got) => setPort(got?.answer.port ?? null));
    // Once: it does not change.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client]);
  const test = async (): Promise<void> => {
    setBusy(true);
    const publicUrl = address === '' ? null : address;
    const saved = await ask(() => client.settings.set({ settings: { host: 'this-computer', publicUrl } }));
    const tested = saved && (await ask(() => client.hosting.testThisComputer()));
    setFound(tested && { problem: tested.answer.problem });
    if (tested !== null) setPort(tested.answer.port);
    setBusy(false);
  };
  const words = found?.problem && describe(found.problem);
  return (
    <>
      <p className="t2">{t('settings.hosting.here')}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (fits && !busy) void test();
        }}
      >
        <TextField
          name={t('settings.hosting.tunnel')}
          value={typed}
          refused={!fits}
          hint={t('settings.hosting.tunnelHint')}
          placeholder="https://"
          onChange={setTyped}
        />
      </form>
      {port !== null && (
        <p className="t2">
          {t('settings.hosting.tunnelCommand', { port })}{' '}
          <code className="mono">cloudflared tunnel --url http://127.0.0.1:{port}</code>
        </p>
      )}
      <div className="settings-do">
        <Button disabled={!fits || busy} aria-busy={busy} onClick={() => void test()}>
          {t(busy ? 'settings.hosting.testing' : 'settings.hosting.keep')}
        </Button>
      </div>
      <p role="status" className={words ? 'bad' : ''}>
        {found !== null && (words ? `${words.what} ${words.next}` : t('settings.hosting.reachable', { port }))}
      </p>
    </>
  );
}
