import { availableParallelism } from 'node:os';
import type { EnginePorts } from '../engine/ports.ts';
import { createTransport } from '../fishspeech/transport.ts';
import type { Storage } from '../../shared/storage.ts';
import type { Secret } from '../secrets/secrets.ts';
import { createS3Host } from '../hosting/s3.ts';
import { createThisComputerHost } from '../hosting/this-computer.ts';
import { createMediaReader } from '../media/media-reader.ts';
import { createResultsDisk } from '../results/disk.ts';
import { systemClock, systemRandom } from './clock.ts';

/** The engine's ports on this computer: its clock, chance, network, disk and processors, and itself as the host. */
export function systemPorts({
  ffprobe,
  storageSecret,
}: {
  /** An ffprobe of the person's own. */
  ffprobe?: string | undefined;
  storageSecret?: ((storage: Storage) => Secret) | undefined;
}): Pick<EnginePorts, 'clock' | 'random' | 'transport' | 'media' | 'disk' | 'createHost' | 'createStorage' | 'cores'> {
  return {
    clock: systemClock,
    random: systemRandom,
    transport: createTransport(),
    media: createMediaReader(ffprobe === undefined ? {} : { ffprobePath: ffprobe }),
    disk: createResultsDisk(),
    createHost: (options) => createThisComputerHost({ ...options, clock: systemClock }),
    createStorage: (options) =>
      createS3Host({
        ...options,
        secretOf: async (storage) => (await storageSecret?.(storage).read()) ?? null,
        clock: systemClock,
        random: systemRandom,
      }),
    cores: availableParallelism(),
  };
}
