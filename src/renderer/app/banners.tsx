import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { likelyCredits, roundedCredits } from '../features/intake/about.ts';
import { BudgetDialog } from '../features/intake/batch-dialogs.tsx';
import { BalanceWarnings, Elsewhere } from './balance-warnings.tsx';
import { holdsToTell, needsYou, type Hold } from './holds.ts';
import { useApp, useAsk, useClient, useDescribe, useFormats, useNow, usePlace, useWindow } from './window-context.ts';

/** What stands in the way, at the top: it pushes the page down once and never lies over rows. */
export function Banners(): ReactNode {
  const { t } = useTranslation();
  const { mirror } = useWindow();
  const connection = useStore(mirror.store, (state) => state.connection);
  const setAside = useApp((app) => app.ledgerSetAside);
  const holds = useApp((app) => app.holds);
  return (
    <div>
      {connection === 'lost' && (
        <Banner title={t('connection.lost')} quiet>
          <p>{t('connection.lostMore')}</p>
        </Banner>
      )}
      {connection === 'refused' && (
        <Banner title={t('connection.refused')}>
          <p>{t('connection.refusedMore')}</p>
        </Banner>
      )}
      {setAside && (
        <Banner title={t('banner.setAside')}>
          <p>{t('banner.setAsideMore')}</p>
        </Banner>
      )}
      <BalanceWarnings />
      {holdsToTell(holds).map((hold) => (
        <HoldBanner key={`${hold.kind} ${hold.batchId ?? ''}`} hold={hold} />
      ))}
    </div>
  );
}

function HoldBanner({ hold }: { hold: Hold }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const describe = useDescribe();
  const now = useNow();
  const { queueList } = useWindow();
  const batch = useStore(
    queueList.store,
    ({ groups }) => groups.find((group) => group.batch.id === hold.batchId)?.batch.name ?? null,
  );
  const forecast = useApp((app) => app.header.forecast);
  // What is not told cannot be seen to grow.
  const isUntold = useApp(({ account: { balance } }) => balance?.credits == null && balance?.quota == null);
  const fit =
    forecast === null || forecast.endsAt === null
      ? ''
      : t('banner.firstFit', { fits: forecast.fits, total: forecast.total });
  const since = formats.moment(hold.since, now);
  const title =
    batch === null
      ? t(`banner.${hold.kind}`, { since })
      : t('banner.ofBatch', { batch, what: t(`banner.${hold.kind}`, { since }) });
  const told = hold.problem === null ? null : describe(hold.problem);
  return (
    <Banner
      title={hold.kind === 'credits' && fit !== '' ? `${title} ${fit}` : title}
      quiet={!needsYou(hold.kind)}
      actions={<HoldActions hold={hold} />}
    >
      {hold.kind === 'credits' ? <CreditsNeeded /> : told !== null && <p>{`${told.what} ${told.next}`}</p>}
      {hold.kind === 'credits' && <Elsewhere />}
      <p className="t2">
        {hold.kind === 'credits' && isUntold ? t('banner.creditsUntold') : t(`banner.${hold.kind}Ends`)}
      </p>
    </Banner>
  );
}

function CreditsNeeded(): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const { needs } = useApp((app) => app.header);
  const credits = useApp((app) => app.account.balance?.credits ?? null);
  const available = useApp((app) => app.header.available);
  const balance = credits === null ? t('words.unknown') : formats.credits(credits);
  if (needs.credits === null) return <p>{t('banner.creditsUnknown', { count: needs.clips, balance })}</p>;
  const missing = available === null ? null : needs.credits.likely - available;
  const need = { count: needs.clips, needed: formats.credits(likelyCredits(needs.credits)), balance };
  return (
    <p title={formats.range(needs.credits)}>
      {missing !== null && missing > 0
        ? t('banner.creditsShort', { ...need, missing: formats.credits(roundedCredits(missing)) })
        : t('banner.creditsNeeded', need)}{' '}
      {t('banner.creditsSafe')}
    </p>
  );
}

/** The one thing to do about a hold. */
function HoldActions({ hold }: { hold: Hold }): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const { go } = usePlace();
  const { toasts } = useWindow();
  const describe = useDescribe();
  const formats = useFormats();
  const { kind, batchId } = hold;
  // What was found is said even when it changes nothing.
  const checkBalance = async (): Promise<void> => {
    const told = await ask(() => client.account.check());
    if (told === null) return;
    const { problem, balance } = told.answer;
    if (problem !== null) {
      const { what, next } = describe(problem);
      toasts.sayFailed(`${what} ${next}`);
    } else {
      const credits = balance?.credits ?? null;
      toasts.say(t('banner.balanceIs', { credits: credits === null ? t('words.unknown') : formats.credits(credits) }));
    }
  };
  if (kind === 'auth') {
    return (
      <Button look="primary" onClick={() => go('settings')}>
        {t('banner.enterToken')}
      </Button>
    );
  }
  if (kind === 'credits') {
    return (
      <>
        <Button look="primary" onClick={() => void checkBalance()}>
          {t('banner.checkBalance')}
        </Button>
        <Button title={t('banner.tryOneHint')} onClick={() => void ask(() => client.hold.end({ kind, batchId }))}>
          {t('banner.tryOne')}
        </Button>
      </>
    );
  }
  if (kind === 'budget' && batchId !== null) return <BudgetActions batchId={batchId} />;
  const look = needsYou(kind) ? 'primary' : 'plain';
  return (
    <>
      <Button look={look} onClick={() => void ask(() => client.hold.end({ kind, batchId }))}>
        {t(kind === 'ledger' ? 'banner.resumeLedger' : 'banner.tryAgain')}
      </Button>
      {kind === 'host' && <Button onClick={() => go('settings', 'hosting')}>{t('banner.openSettings')}</Button>}
    </>
  );
}

function BudgetActions({ batchId }: { batchId: string }): ReactNode {
  const { t } = useTranslation();
  const client = useClient();
  const ask = useAsk();
  const { queueList } = useWindow();
  const budget = useStore(
    queueList.store,
    ({ groups }) => groups.find(({ batch }) => batch.id === batchId)?.batch.budget ?? null,
  );
  const [asks, setAsks] = useState(false);
  const set = async (wanted: number | null): Promise<boolean> =>
    (await ask(() => client.batch.setBudget({ id: batchId, budget: wanted }))) !== null;
  return (
    <>
      <Button look="primary" onClick={() => setAsks(true)}>
        {t('banner.raiseBudget')}
      </Button>
      <Button onClick={() => void set(null)}>{t('banner.withoutBudget')}</Button>
      {asks && <BudgetDialog budget={budget} onSave={set} onClose={() => setAsks(false)} />}
    </>
  );
}
