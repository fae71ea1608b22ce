import { availableParallelism } from 'node:os';
import type { EnginePorts } from '../engine.ts';
import { createTransport } from '../fishspeech/transport.ts';
import type { SecretStore } from '../core/ports.ts';
import { createS3Host } from '../hosting/s3.ts';
import { createThisComputerHost } from '../hosting/this-computer.ts';
import { createMediaReader } from '../media/media-reader.ts';
import { createResultsDisk } from '../results/disk.ts';
import { sessionSecrets } from './session-secrets.ts';
import { systemClock, systemRandom } from './clock.ts';

/** The engine's ports on this computer: its clock, chance, network, disk and processors, and itself as the host. */
export function systemPorts({
  ffprobe,
  publicUrl = null,
  secrets = sessionSecrets(),
}: {
  /** An ffprobe of the person's own. */
  ffprobe?: string | undefined;
  /** Where a tunnel makes this computer reachable for the service. */
  publicUrl?: string | null | undefined;
  secrets?: SecretStore | undefined;
}): Pick<EnginePorts, 'clock' | 'random' | 'transport' | 'media' | 'disk' | 'createHost' | 'createStorage' | 'cores'> {
  return {
    clock: systemClock,
    random: systemRandom,
    transport: createTransport(),
    media: createMediaReader(ffprobe === undefined ? {} : { ffprobePath: ffprobe }),
    disk: createResultsDisk(),
    createHost: (options) => createThisComputerHost({ ...options, clock: systemClock, publicBaseUrl: publicUrl }),
    createStorage: (options) => createS3Host({ ...options, secrets, clock: systemClock, random: systemRandom }),
    cores: availableParallelism(),
  };
}
