import { describe, expect, it } from 'vitest';
import { endpointOf, storagePresets, storageSchema } from '../../../src/shared/storage.ts';

const given = { bucket: 'clips', region: 'x', keyId: 'key' };
const endpoint = (text: string): string | undefined =>
  storageSchema.safeParse({ ...given, endpoint: text }).data?.endpoint;

describe('the endpoint of a preset', () => {
  it.each([
    ['aws', 'eu-central-1', 'https://s3.eu-central-1.amazonaws.com'],
    ['r2', 'auto', 'https://account.r2.cloudflarestorage.com'],
    ['b2', 'us-west-004', 'https://s3.us-west-004.backblazeb2.com'],
    ['wasabi', 'eu-central-1', 'https://s3.eu-central-1.wasabisys.com'],
    ['spaces', 'nyc3', 'https://nyc3.digitaloceanspaces.com'],
    ['supabase', 'eu-central-1', 'https://account.storage.supabase.co/storage/v1/s3'],
    ['minio', 'us-east-1', ''],
    ['ceph', 'us-east-1', ''],
  ])('%s', (id, region, expected) => {
    const preset = storagePresets.find((each) => each.id === id);
    if (preset === undefined) throw new Error(id);
    expect(endpointOf(preset, { region, account: 'account' })).toBe(expected);
    expect(expected === '' || endpoint(expected) === expected).toBe(true);
  });
});

describe('an endpoint', () => {
  it('is taken without the bucket that some providers show in it', () => {
    expect(endpoint('https://account.r2.cloudflarestorage.com/clips')).toBe('https://account.r2.cloudflarestorage.com');
    expect(endpoint('https://s3.example/storage/clips')).toBe('https://s3.example/storage/clips');
  });

  it.each(['http://s3.example', 'https://me:secret@s3.example', 'https://s3.example/?x=1', 's3.example'])(
    'is not %s',
    (text) => expect(endpoint(text)).toBeUndefined(),
  );
});
