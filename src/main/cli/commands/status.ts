import type { Estimate } from '../../../shared/contract/common.ts';
import Table from 'cli-table3';
import { describe, sentence } from '../../../shared/problems.ts';
import { settingsSchema } from '../../../shared/settings.ts';
import type { Price } from '../../../shared/pricing.ts';
import { isAtRest } from '../../core/job.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { holderOf } from '../../ledger/lock.ts';
import { ledgerPath } from '../../session/data-folder.ts';
import { Forecasts, type Forecast } from '../../queue/forecasts.ts';
import { Holds } from '../../queue/holds.ts';
import { Prices } from '../../queue/prices.ts';
import type { ProfileSnapshot } from '../../ledger/profiles.ts';
import { batchViews, clipViews, holdViews } from '../../queue/views.ts';
import { exitCodes } from '../exit-codes.ts';
import { isoTime, batchLine, clipLine, holdLine, printJson } from '../output/json-lines.ts';
import { frame, plain } from '../output/result-table.ts';
import { serviceOption } from '../output/service-option.ts';
import {
  creditsInWords,
  holdInWords,
  nameInWords,
  priceInWords,
  printable,
  stateInWords,
} from '../../../shared/words.ts';
import { nothingYet, readLedger } from '../read-ledger.ts';

/** `shoal status`: what the ledger holds. It only reads, so it answers while another process works. */
export function status(options: { dataDir: string; practice?: true; json?: true }): number {
  const { practice = false } = options;
  const opened = readLedger(options);
  if (!opened.ok) {
    process.stderr.write(`${sentence(opened.problem)}\n`);
    return exitCodes.usage;
  }
  if (opened.value === null) {
    if (!options.json) process.stdout.write(`${nothingYet(options)}\n`);
    return exitCodes.allDone;
  }
  const { ledger, close } = opened.value;
  try {
    if (options.json) printLines(ledger);
    else printForPeople(ledger, holderOf(ledgerPath(options.dataDir, practice)), practice);
  } finally {
    close();
  }
  return exitCodes.allDone;
}

function printLines(ledger: Ledger): void {
  const inForce = ledger.holds.all();
  for (const batch of batchViews(ledger)) {
    printJson(batchLine(batch));
    for (const clip of clipViews(ledger, inForce, batch.id)) printJson(clipLine(clip));
  }
  const { balance, forecast } = outlook(ledger);
  printJson({
    kind: 'forecast',
    credits: balance?.credits ?? null,
    at: balance === null ? null : isoTime(balance.at),
    fits: forecast?.fits ?? null,
    total: forecast?.total ?? null,
    missing: forecast?.missing.likely ?? null,
  });
  for (const hold of holdViews(inForce)) printJson(holdLine(hold));
}

/** `worker` is who works with the ledger now; null when nobody does. */
function printForPeople(ledger: Ledger, worker: string | null, practice: boolean): void {
  const inForce = ledger.holds.all();
  const batches = batchViews(ledger);
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  const table = new Table({
    head: ['Batch', 'Id', 'Done', 'Going on', 'Needs you', 'Failed', 'Results'],
    style: plain,
    chars: frame,
  });
  for (const { id, name, counts, resultsFolder } of batches) {
    const { done = 0, failed = 0, rejected = 0, canceled = 0, unconfirmed = 0 } = counts;
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const goingOn = all - done - failed - rejected - canceled - unconfirmed;
    table.push([printable(name), id, `${done} of ${all}`, goingOn, unconfirmed, failed + rejected, resultsFolder]);
  }
  write(batches.length === 0 ? 'No batch yet.' : table.toString());
  for (const batch of batches.filter(({ endedAt }) => endedAt === null)) {
    for (const clip of clipViews(ledger, inForce, batch.id)) {
      if (isAtRest(clip.state) && clip.state !== 'unconfirmed') continue;
      const next = clip.problem === null ? '' : ` ${describe(clip.problem).next}`;
      write(`${clip.id}  ${nameInWords(clip)}: ${stateInWords(clip, 0)}.${next}`);
    }
  }
  const services = new Set(batches.filter(({ endedAt }) => endedAt === null).map(({ apiUrl }) => apiUrl));
  if (worker === null && services.size > 0) {
    const commands = [...services].map((apiUrl) => `“shoal resume${serviceOption(apiUrl, practice)}” goes on.`);
    write(`No Shoal is working now: these are the last states that were written down. ${commands.join(' ')}`);
  }
  const { balance, forecast, price } = outlook(ledger);
  if (balance?.credits != null) write(balanceLine(balance.credits, balance.at, forecast));
  if (batches.length > 0)
    write(price === null ? 'The price is unknown until a clip finishes.' : `Clips are priced ${priceInWords(price)}.`);
  for (const { kind, since, problem: found } of holdViews(inForce)) {
    const reason = found === null ? '' : ` ${printable(sentence(found))}`;
    write(`${holdInWords(kind)} since ${new Date(since).toLocaleString()}.${reason}`);
  }
}

/** What the account held when it was last read, and how far that reaches; for the service of the last batch. */
function outlook(ledger: Ledger): { balance: ProfileSnapshot | null; forecast: Forecast | null; price: Price | null } {
  const apiUrl = ledger.batches.all().at(-1)?.apiUrl;
  if (apiUrl === undefined) return { balance: null, forecast: null, price: null };
  const settings = ledger.settings.get('settings', settingsSchema) ?? settingsSchema.parse({});
  const prices = new Prices({ ledger, apiUrl, settings: () => settings });
  const forecast = new Forecasts({ ledger, apiUrl, prices, holds: new Holds(ledger) }).read();
  return { balance: ledger.profiles.latest(apiUrl), forecast, price: prices.price() };
}

function missingInWords({ likely, high }: Estimate): string {
  if (likely > 0) return `; about ${creditsInWords(likely)} are missing`;
  return high > 0 ? `; up to ${creditsInWords(high)} may be missing` : '; what the others need is not known';
}

function balanceLine(credits: number, at: number, forecast: Forecast | null): string {
  const read = `${creditsInWords(credits)} credits, as read ${new Date(at).toLocaleString()}`;
  if (forecast === null || forecast.total === 0) return `Balance: ${read}.`;
  return forecast.endsAt === null
    ? `Balance: ${read}: ${forecast.total === 1 ? 'the one clip fits' : `all ${forecast.total} clips fit`}.`
    : `Balance: ${read}: the first ${forecast.fits} of ${forecast.total} clips fit${missingInWords(forecast.missing)}.`;
}
