import { z } from 'zod';
import { addressSchema } from './address.ts';

/** S3-compatible storage of the person's own. Its secret is not among this: see `SecretStore`. */
const fields = z.object({
  endpoint: addressSchema,
  region: z.string().trim().min(1).max(100),
  bucket: z
    .string()
    .trim()
    .regex(/^[\w.-]{1,255}$/),
  /** What the names of all its objects begin with; may be empty. */
  prefix: z
    .string()
    .trim()
    .max(200)
    .regex(/^[\w./-]*$/)
    .default('shoal/'),
  keyId: z.string().trim().min(1).max(500),
  /** Whether the bucket is in the path of an address, not in its host name. */
  pathStyle: z.boolean().default(true),
  /** How many days an object stays after the last clip that needs it is over: 0 deletes it at once, null never. */
  keepDays: z.number().int().min(0).max(3650).nullable().default(0),
  /** The most that is uploaded, in kilobytes (1,000 bytes) a second; null for no limit. */
  uploadLimit: z.number().int().min(10).max(10_000_000).nullable().default(null),
});

/** Storage as it is set. Some providers show the address with the bucket in it: then it is taken off. */
export const storageSchema = fields.transform((storage) => {
  const { origin, pathname } = new URL(storage.endpoint);
  return pathname.replace(/\/+$/, '') === `/${storage.bucket}` ? { ...storage, endpoint: origin } : storage;
});
export type Storage = z.infer<typeof storageSchema>;

/** How a provider's storage is addressed. `{region}` and `{account}` in an endpoint are to be filled in. */
export interface StoragePreset {
  id: string;
  name: string;
  /** Empty where everybody has their own. */
  endpoint: string;
  /** Empty where it has to be given. */
  region: string;
  pathStyle: boolean;
}

/** From the providers' own documentation of their S3 endpoints, November 2026. */
export const storagePresets = [
  {
    id: 'aws',
    name: 'Amazon S3',
    endpoint: 'https://s3.{region}.amazonaws.com',
    region: '',
    pathStyle: false,
  },
  {
    id: 'r2',
    name: 'Cloudflare R2',
    endpoint: 'https://{account}.r2.cloudflarestorage.com',
    region: 'auto',
    pathStyle: true,
  },
  { id: 'b2', name: 'Backblaze B2', endpoint: 'https://s3.{region}.backblazeb2.com', region: '', pathStyle: true },
  { id: 'minio', name: 'MinIO', endpoint: '', region: 'us-east-1', pathStyle: true },
  { id: 'wasabi', name: 'Wasabi', endpoint: 'https://s3.{region}.wasabisys.com', region: '', pathStyle: true },
  {
    id: 'spaces',
    name: 'DigitalOcean Spaces',
    endpoint: 'https://{region}.digitaloceanspaces.com',
    region: '',
    pathStyle: false,
  },
  {
    id: 'supabase',
    name: 'Supabase',
    endpoint: 'https://{account}.storage.supabase.co/storage/v1/s3',
    region: '',
    pathStyle: true,
  },
  { id: 'ceph', name: 'Ceph', endpoint: '', region: 'us-east-1', pathStyle: true },
] as const satisfies readonly StoragePreset[];
export type StoragePresetId = (typeof storagePresets)[number]['id'];

/** A preset's endpoint with what a person gave; what is still missing stays as `{…}`. */
export function endpointOf(
  preset: Pick<StoragePreset, 'endpoint'>,
  given: { region: string; account: string },
): string {
  return preset.endpoint.replace(/\{(region|account)\}/g, (hole, name) => {
    const value = name === 'region' ? given.region : given.account;
    return value === '' ? hole : value;
  });
}

/** What the connection test tries, in this order. */
export const storageSteps = ['write', 'read', 'range', 'expiry', 'private', 'list', 'delete', 'clock'] as const;
export type StorageStep = (typeof storageSteps)[number];
