import type { Estimate } from '../../../shared/contract/common.ts';
import type { Price } from '../../../shared/pricing.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Clock, MediaReader, Random } from '../../core/ports.ts';
import type { Ledger } from '../../ledger/ledger.ts';

/** What the intake works with. */
export interface IntakeOptions {
  ledger: Ledger;
  apiUrl: string;
  clock: Clock;
  random: Random;
  media: MediaReader;
  settings: () => Settings;
  price: () => Price | null;
  /** Credits that are left for more clips; null while that is unknown. */
  left: () => Estimate | null;
  /** Where results go when nothing else is set. */
  resultsFolder: () => string;
  /** How many files are looked into at once. */
  probesAtOnce: number;
  /** Something that a window sees changed. */
  onChange: () => void;
  /** Files left the intake for good, or no step can bring them back any more. */
  onRelease: () => void;
  onFault: (error: unknown) => void;
}
