import type { Settings } from '../../shared/settings.ts';
import type { Storage } from '../../shared/storage.ts';
import type { Clock, Host, MediaReader, Random, ResultsDisk, StorageHost, Transport } from '../core/ports.ts';
import type { CallRecord } from '../fishspeech/client.ts';

/** What the engine is given: everything that touches time, chance, the network, the disk or another process. */
export interface EnginePorts {
  /** The ledger's path; its folder is made when it is not there. */
  ledgerPath: string;
  /** Who works, for the message to a second process. */
  worker: string;
  apiUrl: string;
  /** The token as it is now; null when none is set. */
  token: () => string | null;
  clock: Clock;
  random: Random;
  transport: Transport;
  media: MediaReader;
  disk: ResultsDisk;
  /** Makes the host, once the ledger can say which port it had and what its URLs are signed with. */
  createHost: (options: HostOptions) => Host;
  /** Makes the host for storage of the person's own. */
  createStorage: (options: StorageOptions) => StorageHost;
  cores: number;
  /** Hears of every call to the service, for the log. */
  onCall?: (call: CallRecord) => void;
  /** Settings of this run that are not kept. */
  settings?: Partial<Settings>;
  /** A bug, or a ledger that cannot be written to. The queue goes on. */
  onFault: (error: unknown) => void;
}

export interface HostOptions {
  /** The port of the last run, so that URLs which the service already has stay good; 0 for any. */
  port: number;
  /** The first key signs, all of them verify. */
  signingKeys: () => readonly Uint8Array[];
  /** Where a tunnel makes this computer reachable for the service now; null without one. */
  publicUrl: () => string | null;
  /** Whether the URLs with this nonce are to be refused: a person submitted the clip again, or gave it up. */
  isRevoked: (nonce: string) => boolean;
}

export interface StorageOptions {
  /** The storage as it is set now; null when none is. */
  storage: () => Storage | null;
  /** Whose objects lie there. */
  owner: string;
}
