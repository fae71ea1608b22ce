import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useAsk, useClient, usePlace } from '../../app/window-context.ts';
import { steps } from '../../../shared/job-state.ts';
import { problemOf } from '../../problem-of.ts';
import { Button } from '../../ui/button.tsx';
import { ChooseFolder } from '../../ui/choose-folder.tsx';
import { Icon, Logo } from '../../ui/icon.tsx';
import { TokenField, TokenHint, type Refusal } from '../account/token-field.tsx';
import { useConnect } from '../account/use-connect.ts';
import { HostChoice } from '../hosting/host-choice.tsx';
import '../hosting/hosting.css';
import './welcome.css';

/** The first thing that is seen, and again when it is asked for in the settings: try it, or connect an account. */
export function WelcomeScreen(): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const practice = useApp((app) => app.practice);
  const state = useApp((app) => app.account.state);
  const leave = (): void => void ask(() => client.settings.set({ preferences: { welcomed: true } }));
  return (
    <main className="first">
      <div className="hello">
        <Logo />
        Shoal
        <span className="end">
          <button type="button" className="link" onClick={leave}>
            {practice || state !== 'none' ? t('welcome.connect.back') : t('welcome.connect.skip')}
          </button>
        </span>
      </div>
      <h1>{t('welcome.title')}</h1>
      <p className="lead">{t('welcome.lead')}</p>
      <FiveSteps />
      <div className="choice">
        <Practice />
        <Connect />
      </div>
    </main>
  );
}

function FiveSteps(): ReactNode {
  const { t } = useTranslation();
  const drawings = {
    check: <rect y="5" width="100%" height="6" rx="1" className="past" />,
    host: <rect y="5" width="100%" height="6" rx="1" className="past" />,
    submit: <circle cx="5" cy="8" r="5" className="past" />,
    process: (
      <>
        <rect x=".5" y="5.5" width="99%" height="5" rx="1" className="box" />
        <rect y="5" width="60%" height="6" rx="1" className="moving" />
        <rect x="60%" y="2" width="2" height="12" className="moving" />
      </>
    ),
    fetch: <rect y="7" width="100%" height="2" rx="1" className="rail" />,
  };
  return (
    <ol className="five">
      {steps.map((step) => (
        <li key={step}>
          <svg aria-hidden="true">{drawings[step]}</svg>
          <b className="step-name">{t(`steps.${step}`)}</b>
          <p>{t(`welcome.five.${step}`)}</p>
        </li>
      ))}
    </ol>
  );
}

const samples = [
  { video: 'Welcome.mp4', audio: 'Welcome.es.wav' },
  { video: 'Welcome.mp4', audio: 'Welcome.fr-CA.wav', note: 'longer' },
  { video: 'Safety walk.mp4', audio: 'Safety walk.wav' },
  { video: 'Safety walk.mp4', audio: 'Safety walk.de.m4a', note: 'broken' },
] as const;

/** One press: the practice service, and its sample clips paired in the intake. */
function Practice(): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const { go } = usePlace();
  const [busy, setBusy] = useState(false);
  const tryIt = async (): Promise<void> => {
    setBusy(true);
    const began = await ask(async () => {
      await client.app.practise({ practice: true });
      await client.intake.addSamples();
      go('intake');
      await client.settings.set({ preferences: { welcomed: true } });
    });
    if (began === null) setBusy(false);
  };
  return (
    <section>
      <h2>{t('welcome.practice.title')}</h2>
      <p>{t('welcome.practice.lead')}</p>
      <p>{t('welcome.practice.makes')}</p>
      <ul className="samples">
        {samples.map(({ audio, ...sample }) => (
          <li key={audio}>
            {audio}
            {'note' in sample && <span>{t(`welcome.practice.${sample.note}`)}</span>}
          </li>
        ))}
      </ul>
      <div className="go">
        <Button look="primary" size="big" disabled={busy} aria-busy={busy} onClick={() => void tryIt()}>
          {t('welcome.practice.go')}
        </Button>
        <span>{t('welcome.practice.time')}</span>
      </div>
    </section>
  );
}

function Connect(): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const connectWith = useConnect();
  const { go } = usePlace();
  const practice = useApp((app) => app.practice);
  const host = useApp((app) => app.apiHost);
  const { host: usedHost, storage } = useApp((app) => app.settings);
  const usual = useApp((app) => app.preferences.resultsFolder);
  const [token, setToken] = useState('');
  const [folder, setFolder] = useState(usual ?? '');
  const [hostKind, setHostKind] = useState(usedHost);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refusal>(null);
  const ids = { token: useId(), hint: useId(), folder: useId(), folderHint: useId() };

  const connect = async (): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      if (practice) await client.app.practise({ practice: false });
      await connectWith(token);
      // Storage is asked for its keys next.
      if (hostKind === 's3' && storage === null) go('settings', 'hosting');
      else go('intake');
      const resultsFolder = folder.trim();
      await client.settings.set({
        settings: { host: hostKind },
        preferences: { welcomed: true, ...(resultsFolder !== '' && { resultsFolder }) },
      });
    } catch (error) {
      setRefused(problemOf(error) ?? 'no-answer');
      setBusy(false);
    }
  };
  return (
    <section>
      <h2>{t('welcome.connect.title')}</h2>
      <form
        className="connect"
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== '' && !busy) void connect();
        }}
      >
        <div className="form">
          <span className="l">{t('welcome.connect.service')}</span>
          <div className="said">{practice ? '' : host}</div>
          <label htmlFor={ids.token}>{t('welcome.connect.token')}</label>
          <div>
            <TokenField
              id={ids.token}
              hint={ids.hint}
              token={token}
              refused={refused}
              placeholder={t('welcome.connect.tokenPlaceholder')}
              onChange={setToken}
            />
            <TokenHint id={ids.hint} refused={refused}>
              {t('welcome.connect.tokenHint')}
            </TokenHint>
          </div>
          <label htmlFor={ids.folder}>{t('welcome.connect.results')}</label>
          <div>
            <div className="field">
              <Icon name="folder" />
              <input
                id={ids.folder}
                spellCheck={false}
                placeholder={t('welcome.connect.resultsPlaceholder')}
                aria-describedby={ids.folderHint}
                value={folder}
                onChange={({ target }) => setFolder(target.value)}
              />
              <ChooseFolder onChosen={setFolder} />
            </div>
            <p className="hint" id={ids.folderHint}>
              {t('welcome.connect.resultsHint')}
            </p>
          </div>
          <HostChoice value={hostKind} onChoose={setHostKind} />
        </div>
        <div className="go">
          <button type="submit" className="btn big" disabled={token.trim() === '' || busy} aria-busy={busy}>
            {busy ? t('welcome.connect.checking') : t('welcome.connect.go')}
          </button>
          <span>{t('welcome.connect.later')}</span>
        </div>
      </form>
    </section>
  );
}
