import { InvalidArgumentError } from 'commander';
import { priceSettingSchema, settingsSchema, type PriceSetting } from '../../shared/settings.ts';
import { parseBaseUrl } from '../fishspeech/base-url.ts';

// What the arguments and options of commands may be. Each throws commander's own error, which says what is wrong.

/** The empty text of an unset variable would mean the folder that the person happens to be in. */
export function folder(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

/** A number from 0. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError('It is not a number.');
  return value;
}

/** A number over 0. */
export function positive(text: string): number {
  const value = number(text);
  if (value === 0) throw new InvalidArgumentError('It must be over 0.');
  return value;
}

/** A number over 0, or the word `none`. */
export function positiveOrNone(text: string): number | 'none' {
  return text === 'none' ? text : positive(text);
}

/** A whole number from 1. */
export function count(text: string): number {
  const value = positive(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('It is not a whole number.');
  return value;
}

/** How many clips may be at the service at once. */
export function concurrency(text: string): number {
  const parsed = settingsSchema.shape.concurrency.safeParse(number(text));
  if (!parsed.success) throw new InvalidArgumentError('It is not a whole number from 1 to 64.');
  return parsed.data;
}

/** A port of this computer; 0 for any. */
export function port(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value) || value > 65_535) throw new InvalidArgumentError('It is not a port number.');
  return value;
}

/** A number of days from 0, or the word `never`. */
export function days(text: string): number | 'never' {
  return text === 'never' ? text : number(text);
}

/** How many hours a signed link lives. */
export function linkHours(text: string): number {
  const value = positive(text);
  if (value > 168) throw new InvalidArgumentError('It is at most 168.');
  return value;
}

/** An address that files can be reached at. */
export function address(text: string): string {
  const parsed = parseBaseUrl(text);
  if (!parsed.ok) throw new InvalidArgumentError('Give an https address, or http on this computer.');
  return parsed.value;
}

/** A price by hand, such as `0.5/second` or `7/clip`. */
export function price(text: string): PriceSetting {
  const [, credits = '', unit] = /^([\d.]+)\/(second|clip)$/.exec(text) ?? [];
  const parsed = priceSettingSchema.safeParse({ credits: Number(credits), unit });
  if (!parsed.success)
    throw new InvalidArgumentError('Give credits for a second or a clip, as in “0.5/second” or “7/clip”.');
  return parsed.data;
}
