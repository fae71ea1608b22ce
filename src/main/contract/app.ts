import { valueOf } from './errors.ts';
import { usageCsv } from '../queue/usage-csv.ts';
import { os } from './context.ts';

export const app = {
  snapshot: os.app.snapshot.handler(({ context }) => {
    const workspace = context.workspace();
    return { revision: workspace.feed.revision, app: workspace.app() };
  }),
  practise: os.app.practise.handler(async ({ input, context, errors }) => {
    valueOf(await context.practise(input.practice), errors);
  }),
  supportBundle: os.app.supportBundle.handler(({ context }) => ({
    fileName: 'shoal-diagnostics.txt',
    text: context.workspace().supportBundle(),
  })),
};

export const account = {
  understood: os.account.understood.handler(({ input, context }) => {
    const workspace = context.workspace();
    workspace.engine.balanceWatch.understood(input.cause);
    workspace.feed.touch({ kind: 'app' });
  }),
  check: os.account.check.handler(({ context }) => context.workspace().account.check()),
  connect: os.account.connect.handler(async ({ input, context, errors }) =>
    valueOf(await context.workspace().account.connect(input.token), errors),
  ),
  forgetToken: os.account.forgetToken.handler(async ({ context, errors }) =>
    valueOf(await context.workspace().account.forgetToken(), errors),
  ),
};

export const settings = {
  get: os.settings.get.handler(({ context }) => {
    const workspace = context.workspace();
    return { settings: workspace.engine.settings, preferences: workspace.preferences() };
  }),
  set: os.settings.set.handler(({ input, context }) => context.workspace().set(input)),
};

export const hold = {
  end: os.hold.end.handler(({ input, context }) => {
    const { engine } = context.workspace();
    engine.holds.end(input.kind, 'person', input.batchId);
    engine.wake();
  }),
};

export const credits = {
  get: os.credits.get.handler(({ input, context }) => {
    const workspace = context.workspace();
    const { ledger, apiUrl, prices } = workspace.engine;
    const { bills, fits } = prices.learned();
    const { needs, price, counts } = workspace.figures.header();
    return {
      account: workspace.account.view(),
      needs,
      price,
      bills,
      rules: fits,
      unconfirmed: counts['needs-you'],
      history: ledger.profiles.since(apiUrl, input.since, 500),
      elsewhere: ledger.profiles.elsewhere(apiUrl, input.since),
      departures: ledger.spending.departures(5),
    };
  }),
  usage: os.credits.usage.handler(({ input, context }) => {
    const { ledger, apiUrl } = context.workspace().engine;
    return { groups: input.by === 'day' ? ledger.usage.byDay(apiUrl) : ledger.usage.byLanguage(apiUrl) };
  }),
  usageOfClips: os.credits.usageOfClips.handler(({ input, context }) => {
    const { ledger, apiUrl } = context.workspace().engine;
    return { clips: ledger.usage.clips(apiUrl, input.offset, input.limit) };
  }),
  usageCsv: os.credits.usageCsv.handler(({ input, context }) => {
    const { ledger, apiUrl } = context.workspace().engine;
    return { fileName: `shoal-credits-by-${input.by}.csv`, text: usageCsv(ledger, apiUrl, input.by) };
  }),
};
