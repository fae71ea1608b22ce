import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useAsk, useClient, useDescribe, useFormats, useWindow } from '../../app/window-context.ts';
import type { Problem } from '../../../shared/problems.ts';
import type { SecretStatus } from '../../../shared/secret-status.ts';
import { problemOf } from '../../problem-of.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';

/** Whose credits are used: the account's state, a new token, and the way into practice and back. */
export function AccountSection(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useClient();
  const ask = useAsk();
  const describe = useDescribe();
  const { toasts } = useWindow();
  const { practice, apiHost, account } = useApp((app) => app);
  const words = account.problem && describe(account.problem);
  const [busy, setBusy] = useState(false);
  const during = async (call: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    await ask(call);
    setBusy(false);
  };
  const forget = async (): Promise<void> => {
    await client.account.forgetToken();
    toasts.say(t('settings.account.forgotten'));
  };
  return (
    <>
      {practice ? (
        <p>{t('settings.account.practiceOn')}</p>
      ) : (
        <>
          <p>
            {t(`settings.account.state.${account.state}`, { host: apiHost })}{' '}
            {account.balance?.credits != null &&
              t('settings.account.balance', { credits: formats.credits(account.balance.credits) })}{' '}
            {account.balance?.tier != null && t('settings.account.tier', { tier: account.balance.tier })}
          </p>
          {words !== null && (
            <p className="bad">
              {words.what} {words.next}
            </p>
          )}
          <TokenPlace token={account.token} />
          <TokenField />
        </>
      )}
      <div className="settings-do">
        {!practice && (account.state !== 'none' || account.token.problem !== null) && (
          <Button disabled={busy} onClick={() => void during(() => client.account.check())}>
            {t('settings.account.check')}
          </Button>
        )}
        {!practice && (account.token.from === 'keychain' || account.token.from === 'session') && (
          <Button disabled={busy} onClick={() => void during(forget)}>
            {t('settings.account.forget')}
          </Button>
        )}
        <Button disabled={busy} onClick={() => void during(() => client.app.practise({ practice: !practice }))}>
          {t(practice ? 'settings.account.toReal' : 'settings.account.toPractice')}
        </Button>
        <Button
          disabled={busy}
          onClick={() => void during(() => client.settings.set({ preferences: { welcomed: false } }))}
        >
          {t('settings.account.welcome')}
        </Button>
      </div>
      <p className="t2">{t('settings.account.practiceHint')}</p>
    </>
  );
}

/** Where the token is, and what keeps it out of the keychain. */
function TokenPlace({ token }: { token: SecretStatus }): ReactNode {
  const { t } = useTranslation();
  const describe = useDescribe();
  const words = token.problem && describe(token.problem);
  return (
    <p>
      {token.from !== 'none' && t(`settings.account.from.${token.from}`)}{' '}
      {words !== null && (
        <span className="t2">
          {words.what} {words.next}
        </span>
      )}
    </p>
  );
}

function TokenField(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useClient();
  const describe = useDescribe();
  const { toasts } = useWindow();
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Problem | 'no-answer' | null>(null);
  const field = useId();
  const hint = useId();
  const connect = async (): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      const { balance, token: kept } = await client.account.connect({ token: token.trim() });
      setToken('');
      const credits = balance?.credits ?? null;
      toasts.say(
        credits === null
          ? t('welcome.connectedUnknown')
          : t('welcome.connected', { credits: formats.credits(credits) }),
      );
      if (kept.from === 'session') toasts.say(t('welcome.keptForNow'));
    } catch (error) {
      setRefused(problemOf(error) ?? 'no-answer');
    }
    setBusy(false);
  };
  const words = refused === null || refused === 'no-answer' ? null : describe(refused);
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() !== '' && !busy) void connect();
      }}
    >
      <label htmlFor={field}>{t('settings.account.token')}</label>
      <div>
        <div className="with-button">
          <div className="field">
            <Icon name="key" />
            <input
              id={field}
              type="password"
              autoComplete="off"
              spellCheck={false}
              placeholder={t('settings.account.tokenPlaceholder')}
              aria-describedby={hint}
              aria-invalid={refused !== null}
              value={token}
              onChange={({ target }) => setToken(target.value)}
            />
          </div>
          <button type="submit" className="btn" disabled={token.trim() === '' || busy} aria-busy={busy}>
            {busy ? t('welcome.connect.checking') : t('settings.account.connect')}
          </button>
        </div>
        <p className={refused === null ? 'hint' : 'hint bad'} id={hint} role={refused === null ? undefined : 'alert'}>
          {refused === null
            ? t('settings.account.tokenHint')
            : words === null
              ? t('connection.noAnswer')
              : `${words.what} ${words.next}`}
        </p>
      </div>
    </form>
  );
}
