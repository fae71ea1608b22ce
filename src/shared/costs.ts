import type { Cost } from './contract/common.ts';
import {
  creditsForAll,
  creditsForClips,
  unitsOf,
  type Lengths,
  type Price,
  type PriceRule,
  type Units,
} from './pricing.ts';

/** More clips than this are asked for their seconds altogether: with an uncertain price each takes microseconds. */
const mostAskedEach = 1000;

/**
 * What clips of so many units will probably cost altogether: as narrow a range as theirs by their `lengths`, which are
 * asked for only where they are not very many. Unknown when no clip's seconds are known and the price is not a flat one.
 */
export function costOf(units: Units, lengths: () => readonly Lengths[], price: Price | null): Cost {
  const { clips, shorter, unmeasured } = units;
  const isKnown = clips === 0 || unmeasured < clips || price?.rates.every(({ rule }) => rule === 'clip') === true;
  const credits = (known: Price): Cost['credits'] =>
    clips > mostAskedEach ? creditsForAll(known, units) : creditsForClips(known, lengths());
  return { clips, seconds: shorter, unmeasured, credits: price !== null && isKnown ? credits(price) : null };
}

/** What these clips will probably cost altogether. */
export function costOfClips(clips: readonly Lengths[], price: Price | null): Cost {
  return costOf(unitsOfAll(clips), () => clips, price);
}

/** The units of clips of these lengths. */
function unitsOfAll(clips: readonly Lengths[]): Units {
  const sum = (rule: Exclude<PriceRule, 'clip'>): number =>
    clips.reduce((total, lengths) => total + (unitsOf(rule, lengths) ?? 0), 0);
  return {
    clips: clips.length,
    shorter: sum('shorter'),
    longer: sum('longer'),
    video: sum('video'),
    audio: sum('audio'),
    unmeasured: clips.filter((lengths) => unitsOf('shorter', lengths) === null).length,
  };
}

/** Both together. */
export function plus(one: Units, other: Units): Units {
  return {
    clips: one.clips + other.clips,
    shorter: one.shorter + other.shorter,
    longer: one.longer + other.longer,
    video: one.video + other.video,
    audio: one.audio + other.audio,
    unmeasured: one.unmeasured + other.unmeasured,
  };
}

export const noUnits: Units = { clips: 0, shorter: 0, longer: 0, video: 0, audio: 0, unmeasured: 0 };
