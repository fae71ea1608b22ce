import { identify } from '../../../src/main/media/identify.ts';
import { createS3Host } from '../../../src/main/hosting/s3.ts';
import { systemClock, systemRandom } from '../../../src/main/session/clock.ts';
import { storageSchema } from '../../../src/shared/storage.ts';

// A process of its own that uploads one file, to be killed: arguments are the storage as JSON, a path and a name.
const [storage = '', path = '', name = ''] = process.argv.slice(2);
const host = createS3Host({
  storage: () => storageSchema.parse(JSON.parse(storage)),
  owner: 'test',
  secrets: { get: () => Promise.resolve('testsecret') },
  clock: systemClock,
  random: systemRandom,
});
const never = new AbortController().signal;
const identified = await identify(path, never);
if (!identified.ok) throw new Error(identified.problem.code);
await host.put(name, { id: 'm', path, ...identified.value }, () => undefined, never);
await host.stop();
