import {
  endpointOf,
  storagePresets,
  storageSchema,
  type Storage,
  type StoragePreset,
  type StoragePresetId,
} from '../../../shared/storage.ts';

/** The storage as it is being typed. `endpoint` may hold `{region}` and `{account}`, which the other fields fill in. */
export interface StorageDraft {
  endpoint: string;
  account: string;
  region: string;
  bucket: string;
  prefix: string;
  keyId: string;
  pathStyle: boolean;
  /** Days; empty for never. */
  keepDays: string;
  /** Kilobytes a second; empty for no limit. */
  uploadLimit: string;
}

export const draftFields = ['endpoint', 'region', 'bucket', 'prefix', 'keyId', 'keepDays', 'uploadLimit'] as const;
export type DraftField = (typeof draftFields)[number];

/** What a form begins with: the storage that is set, or nothing but the defaults. */
export function draftOf(storage: Storage | null): StorageDraft {
  const empty = { endpoint: '', region: '', bucket: '', prefix: 'shoal/', keyId: '', pathStyle: true };
  return {
    ...empty,
    ...storage,
    account: '',
    keepDays: storage === null ? '0' : String(storage.keepDays ?? ''),
    uploadLimit: String(storage?.uploadLimit ?? ''),
  };
}

/** The draft as a provider wants it; what is the person's own stays. */
export function withPreset(draft: StorageDraft, id: StoragePresetId): StorageDraft {
  const preset: StoragePreset | undefined = storagePresets.find((each) => each.id === id);
  if (preset === undefined) return draft;
  const { endpoint, region, pathStyle } = preset;
  return { ...draft, endpoint, region: region === '' ? draft.region : region, pathStyle };
}

/** The provider whose kind of address this is; null for one of the person's own. */
export function presetOf({ endpoint }: StorageDraft): StoragePresetId | null {
  const found = storagePresets.find((preset) => {
    if (preset.endpoint === '') return false;
    const parts = preset.endpoint.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.+')}/?$`).test(endpoint);
  });
  return found?.id ?? null;
}

/** The address that the draft means; `{…}` where something is still missing. */
export function addressOf(draft: StorageDraft): string {
  return endpointOf(draft, { region: draft.region.trim(), account: draft.account.trim() });
}

/** The storage that was typed, or the fields that cannot be used as they are. */
export function readDraft(draft: StorageDraft): { storage: Storage } | { wrong: ReadonlySet<DraftField> } {
  const { keepDays, uploadLimit } = draft;
  const parsed = storageSchema.safeParse({
    ...draft,
    endpoint: addressOf(draft),
    keepDays: keepDays.trim() === '' ? null : Number(keepDays),
    uploadLimit: uploadLimit.trim() === '' ? null : Number(uploadLimit),
  });
  if (parsed.success) return { storage: parsed.data };
  const paths = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
  return { wrong: new Set(draftFields.filter((field) => paths.has(field))) };
}
