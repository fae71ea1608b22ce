import type { Estimate } from '../../shared/contract/common.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

export interface Formats {
  locale: string;
  number: (value: number) => string;
  /** Credits without decimals unless they have them; less than a hundredth is not said as 0. */
  credits: (value: number) => string;
  /** A range, for what shows on hover. */
  range: (estimate: Estimate) => string;
  /** With one decimal: `0.2`. */
  tenths: (value: number) => string;
  percent: (fraction: number) => string;
  /** `12:30`; with hours `1:02:30`. Takes ms. */
  duration: (ms: number) => string;
  /** `0:04.2`. Takes seconds. */
  playTime: (seconds: number) => string;
  /** `14:06`. Takes ms since 1970. */
  clock: (at: number) => string;
  /** `14:06:41`. */
  clockSeconds: (at: number) => string;
  /** `20 Nov`. */
  day: (at: number) => string;
  /** The clock of today, or the day and the clock. */
  moment: (at: number, now: number) => string;
  /** `27.4 MB`; a megabyte is 1,000,000 bytes. */
  megabytes: (bytes: number) => string;
  /** Rounded as far as an estimate is worth: `55 min`, `2 hr 30 min`. Takes ms. */
  roughDuration: (ms: number) => string;
  /** A language tag in words: `German`. */
  language: (tag: string) => string;
  list: (items: readonly string[]) => string;
}

/** How numbers, durations and moments are written in a language; the clock has 24 hours, so that columns stay narrow. */
export function createFormats(locale: string): Formats {
  const plain = new Intl.NumberFormat(locale);
  const credit = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const tinyCredit = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
  const credits = (value: number): string =>
    (value !== 0 && Math.abs(value) < 0.01 ? tinyCredit : credit).format(value);
  const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const megabyte = new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 });
  const wholeMegabyte = new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 });
  const minutes = new Intl.NumberFormat(locale, { style: 'unit', unit: 'minute', unitDisplay: 'short' });
  const hours = new Intl.NumberFormat(locale, { style: 'unit', unit: 'hour', unitDisplay: 'short' });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const clockSeconds = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const two = (value: number): string => String(value).padStart(2, '0');
  const isSameDay = (one: number, other: number): boolean =>
    new Date(one).toDateString() === new Date(other).toDateString();

  return {
    locale,
    number: (value) => plain.format(value),
    credits,
    range: ({ low, high }) => `${credits(low)} – ${credits(high)}`,
    tenths: (value) => tenths.format(value),
    percent: (fraction) => percent.format(Math.floor(fraction * 100) / 100),
    duration: (ms) => {
      const seconds = Math.max(0, Math.floor(ms / second));
      const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
      return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
    },
    playTime: (seconds) => {
      const all = Math.max(0, Math.round(seconds * 10));
      const rest = tenths.format((all % 600) / 10);
      return `${Math.floor(all / 600)}:${all % 600 < 100 ? '0' : ''}${rest}`;
    },
    clock: (at) => clock.format(at),
    clockSeconds: (at) => clockSeconds.format(at),
    day: (at) => day.format(at),
    moment: (at, now) => (isSameDay(at, now) ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`),
    megabytes: (bytes) => (bytes >= 100_000_000 ? wholeMegabyte : megabyte).format(bytes / 1_000_000),
    roughDuration: (ms) => {
      const step = ms < 10 * minute ? minute : ms < 3 * hour ? 5 * minute : 30 * minute;
      const rounded = Math.max(step, Math.round(ms / step) * step);
      const [h, m] = [Math.floor(rounded / hour), Math.round((rounded % hour) / minute)];
      if (h === 0) return minutes.format(m);
      return m === 0 ? hours.format(h) : `${hours.format(h)} ${minutes.format(m)}`;
    },
    language: (tag) => {
      try {
        return names.of(tag) ?? tag;
      } catch {
        return tag; // what a manifest gave need not be a tag
      }
    },
    list: (items) => list.format(items),
  };
}
