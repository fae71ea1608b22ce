import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useAsk, useClient, useDescribe, useFormats, useWindow } from '../../app/window-context.ts';
import type { SecretStatus } from '../../../shared/secret-status.ts';
import { problemOf } from '../../problem-of.ts';
import { Button } from '../../ui/button.tsx';
import { TokenField, TokenHint, type Refusal } from '../account/token-field.tsx';
import { useConnect } from '../account/use-connect.ts';

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
          <NewToken />
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

function NewToken(): ReactNode {
  const { t } = useTranslation();
  const connectWith = useConnect();
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refusal>(null);
  const field = useId();
  const hint = useId();
  const connect = async (): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      await connectWith(token);
      setToken('');
    } catch (error) {
      setRefused(problemOf(error) ?? 'no-answer');
    }
    setBusy(false);
  };
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
          <TokenField
            id={field}
            hint={hint}
            token={token}
            refused={refused}
            placeholder={t('settings.account.tokenPlaceholder')}
            onChange={setToken}
          />
          <button type="submit" className="btn" disabled={token.trim() === '' || busy} aria-busy={busy}>
            {busy ? t('welcome.connect.checking') : t('settings.account.connect')}
          </button>
        </div>
        <TokenHint id={hint} refused={refused}>
          {t('settings.account.tokenHint')}
        </TokenHint>
      </div>
    </form>
  );
}
