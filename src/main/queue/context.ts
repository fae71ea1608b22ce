import type { Settings } from '../../shared/settings.ts';
import type { Step } from '../../shared/job-state.ts';
import type { Clock, Host, MediaReader, Random, ResultsDisk, Transport } from '../core/ports.ts';
import type { FishSpeechClient } from '../fishspeech/client.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { AccountReader } from './account-reader.ts';
import type { Holds } from './holds.ts';
import type { Prices } from './prices.ts';
import type { ServiceClock } from './service-clock.ts';

/** What the steps of a clip work with. */
export interface QueueContext {
  ledger: Ledger;
  /** The one API address that this queue works for. */
  apiUrl: string;
  settings: () => Settings;
  clock: Clock;
  random: Random;
  media: MediaReader;
  host: Host;
  client: FishSpeechClient;
  transport: Transport;
  disk: ResultsDisk;
  holds: Holds;
  prices: Prices;
  account: AccountReader;
  serviceClock: ServiceClock;
  /** Tells this ledger's nonces from those of other ledgers on the same account. */
  ledgerTag: string;
  /** Tells how far the moving step of a clip is, 0 to 1. */
  progress: (jobId: string, step: Step, fraction: number) => void;
  /** Hears of a bug, or of a ledger that cannot be written to. What failed is tried again. */
  onFault: (error: unknown) => void;
  /** Leaves a clip alone for `ms` before its next step. */
  leaveAlone: (jobId: string, ms: number) => void;
}
