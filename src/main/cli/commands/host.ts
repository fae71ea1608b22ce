import { describe, problem, sentence, type Problem } from '../../../shared/problems.ts';
import type { Settings } from '../../../shared/settings.ts';
import {
  endpointOf,
  storagePresets,
  storageSchema,
  type Storage,
  type StoragePresetId,
  type StorageStep,
} from '../../../shared/storage.ts';
import { printable } from '../../../shared/words.ts';
import type { Engine } from '../../engine.ts';
import type { SessionOptions } from '../../session/session.ts';
import type { Secret } from '../../secrets/secrets.ts';
import type { SecretStatus } from '../../../shared/secret-status.ts';
import { typedSecret } from '../typed-secret.ts';
import { exitCodes } from '../exit-codes.ts';
import { printJson } from '../output/json-lines.ts';
import { refuse, withEngine } from '../with-engine.ts';

const hourMs = 3_600_000;
const longestTestMs = 120_000;

export interface HostSetOptions extends SessionOptions {
  preset?: StoragePresetId;
  account?: string;
  endpoint?: string;
  region?: string;
  bucket?: string;
  prefix?: string;
  keyId?: string;
  pathStyle?: boolean;
  keepDays?: number | 'never';
  uploadLimit?: number | 'none';
  linkHours?: number;
  publicUrl?: string;
}

/** `shoal host set`: what makes files reachable from now on. The secret is never among it. */
export function setHost(kind: Settings['host'], options: HostSetOptions): Promise<number> {
  return withEngine('shoal host set', options, (engine) => {
    const signedUrlMs = options.linkHours === undefined ? {} : { signedUrlMs: Math.round(options.linkHours * hourMs) };
    if (kind === 'this-computer') {
      const { publicUrl } = options;
      engine.changeSettings({ ...signedUrlMs, host: kind, ...(publicUrl !== undefined && { publicUrl }) });
      say('Files are served by this computer.');
      return Promise.resolve(exitCodes.allDone);
    }
    const storage = storageFrom(options, engine.settings.storage);
    if (typeof storage === 'string') return Promise.resolve(refuse(storage));
    engine.changeSettings({ ...signedUrlMs, host: kind, storage });
    say(`Files go to the bucket ${storage.bucket} at ${storage.endpoint}, under ${storage.prefix || 'no prefix'}.`);
    say('“shoal host secret set” keeps the secret of its key, and “shoal host test” tries it all.');
    return Promise.resolve(exitCodes.allDone);
  });
}

/** `shoal host show`: what is set. The secret is not shown; where it is, is. */
export function showHost(options: SessionOptions): Promise<number> {
  return withEngine('shoal host show', options, async (engine) => {
    const { host, storage, publicUrl, signedUrlMs } = engine.settings;
    say(host === 's3' ? 'Files go to storage of your own.' : 'Files are served by this computer.');
    if (host === 'this-computer') {
      say(`  tunnel        ${publicUrl ?? 'none: the service cannot reach this computer'}`);
      if (engine.servingPort !== null) say(`  port          ${engine.servingPort}`);
    }
    if (storage !== null) {
      const { endpoint, region, bucket, prefix, keyId, pathStyle, keepDays, uploadLimit } = storage;
      const secret = options.storageSecret?.(storage);
      await secret?.read();
      say(`  endpoint      ${endpoint}`);
      say(`  region        ${region}`);
      say(`  bucket        ${bucket}, under “${prefix}”, ${pathStyle ? 'in the path' : 'in the host name'}`);
      say(`  key           ${printable(keyId)}, whose secret ${secretPlaces[secret?.status.from ?? 'none']}`);
      if (secret?.status.problem) say(`                ${describe(secret.status.problem).what}`);
      say(`  kept          ${keepDays === null ? 'for ever' : `${keepDays} days after the last clip that needs it`}`);
      say(`  upload limit  ${uploadLimit === null ? 'none' : `${uploadLimit} kB/s`}`);
    }
    say(`  links live    ${signedUrlMs / hourMs} hours, longer where the service’s queue takes longer`);
    return exitCodes.allDone;
  });
}

const elsewhere = 'SHOAL_S3_SECRET_ACCESS_KEY is the way where there is no keychain.';

const secretPlaces: Record<SecretStatus['from'], string> = {
  environment: 'comes from SHOAL_S3_SECRET_ACCESS_KEY',
  keychain: 'is in the keychain',
  session: 'is kept until Shoal ends',
  none: 'is not set',
};

/** `shoal host secret set`: keeps what is typed, or given on standard input, in the keychain. */
export function setHostSecret(options: SessionOptions): Promise<number> {
  return withStorageSecret('shoal host secret set', options, async (secret) => {
    const given = await typedSecret('Secret of the storage key');
    if (given === null) return exitCodes.interrupted;
    const value = given.trim();
    if (value === '') return refuse('There is no secret on standard input.');
    const overridden = secret.status.from === 'environment';
    const kept = await secret.set(value);
    if (kept.problem !== null) return refuse(`It was not kept. ${describe(kept.problem).what} ${elsewhere}`);
    say('It is kept in the keychain. “shoal host test” tries it.');
    if (overridden) say('SHOAL_S3_SECRET_ACCESS_KEY is set as well, and comes first as long as it is.');
    return exitCodes.allDone;
  });
}

/** `shoal host secret clear`: removes it from the keychain. */
export function clearHostSecret(options: SessionOptions): Promise<number> {
  return withStorageSecret('shoal host secret clear', options, async (secret) => {
    const cleared = await secret.clear();
    if (!cleared.ok) return refuse(sentence(cleared.problem));
    say(cleared.value ? 'Removed from the keychain.' : 'The keychain has none.');
    return exitCodes.allDone;
  });
}

function withStorageSecret(
  worker: string,
  options: SessionOptions,
  use: (secret: Secret) => Promise<number>,
): Promise<number> {
  return withEngine(worker, options, (engine) => {
    const { storage } = engine.settings;
    const secret = storage && options.storageSecret?.(storage);
    return secret ? use(secret) : Promise.resolve(refuse(sentence(problem('host.not-set'))));
  });
}

/** What was given, over what was set before, over the preset; a sentence when something is missing or wrong. */
function storageFrom(options: HostSetOptions, before: Storage | null): Storage | string {
  const preset = storagePresets.find(({ id }) => id === options.preset);
  const region = options.region ?? (preset === undefined ? before?.region : preset.region);
  const filled = preset && endpointOf(preset, { region: region ?? '', account: options.account ?? '' });
  const missing = /\{(\w+)\}/.exec(options.endpoint === undefined ? (filled ?? '') : '')?.[1];
  if (missing !== undefined) return `${preset?.name ?? 'This preset'} needs --${missing}.`;
  const { bucket, prefix, keyId, keepDays, uploadLimit } = options;
  const given = {
    ...before,
    endpoint: options.endpoint ?? (filled === '' ? undefined : filled) ?? before?.endpoint,
    region,
    pathStyle: options.pathStyle ?? preset?.pathStyle ?? before?.pathStyle,
    ...(bucket !== undefined && { bucket }),
    ...(prefix !== undefined && { prefix }),
    ...(keyId !== undefined && { keyId }),
    ...(keepDays !== undefined && { keepDays: keepDays === 'never' ? null : keepDays }),
    ...(uploadLimit !== undefined && { uploadLimit: uploadLimit === 'none' ? null : uploadLimit }),
  };
  const parsed = storageSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = [...new Set(parsed.error.issues.map(({ path }) => optionOf[String(path[0])] ?? String(path[0])))];
  return `Missing or not usable: ${wrong.join(', ')}. An endpoint is an https address, or http on this computer.`;
}

const optionOf: Readonly<Record<string, string>> = {
  endpoint: '--endpoint',
  region: '--region',
  bucket: '--bucket',
  prefix: '--prefix',
  keyId: '--key-id',
  keepDays: '--keep-days',
  uploadLimit: '--upload-limit',
};

const works: Record<StorageStep, string> = {
  write: 'A small object can be written.',
  read: 'It is read back whole through a signed link, without any credential.',
  range: 'A part of it can be read (Range).',
  expiry: 'A link whose time is over is refused.',
  private: 'Without a signed link nobody can read it.',
  list: 'What lies there can be listed.',
  delete: 'It can be deleted, and its links are dead then.',
  clock: 'This computer’s clock agrees with the storage’s.',
};

/** `shoal host test`: tries the storage as the service would use it, and says in words what is wrong. */
export function testHost(options: SessionOptions & { json?: true }): Promise<number> {
  return withEngine('shoal host test', options, async (engine) => {
    const tried = await tryHost(engine);
    for (const { check, good, text } of tried) {
      if (options.json) printJson({ kind: 'finding', check, good, text });
      else say(`${good ? '✓' : '✕'} ${check.padEnd(8)} ${text}`);
    }
    return tried.every(({ good }) => good) ? exitCodes.allDone : exitCodes.someFailed;
  });
}

/** Tries the host that is set; each step as a finding. */
export async function tryHost(engine: Engine): Promise<{ check: string; good: boolean; text: string }[]> {
  if (engine.settings.host === 'this-computer') {
    const checked = await engine.checkHost();
    const port = engine.servingPort;
    const text = checked.ok
      ? `Port ${port ?? '?'} of this computer answers where its links lead.`
      : sentence(checked.problem);
    return [{ check: 'host', good: checked.ok, text }];
  }
  const tried = await engine.tryStorage(AbortSignal.timeout(longestTestMs));
  return tried.map(({ step, problem: wrong }) => ({
    check: step,
    good: wrong === null,
    text: wrong === null ? works[step] : sentence(wrong),
  }));
}

/** `shoal host list`: what of this ledger's lies at the storage. */
export function listHost(options: SessionOptions): Promise<number> {
  return withEngine('shoal host list', options, async (engine) => {
    const listed = await engine.storedObjects();
    if (!listed.ok) return refuse(sentence(listed.problem));
    for (const { name, size, atMs, unfinished, needed } of listed.value) {
      const hours = Math.max(0, (Date.now() - atMs) / hourMs);
      const age = hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`;
      const megabytes = size === null ? '?' : (size / 1_000_000).toFixed(1);
      const state = needed ? 'needed' : unfinished ? 'unfinished' : 'not needed';
      say(`${megabytes.padStart(9)} MB  ${age.padStart(9)}  ${state.padEnd(10)}  ${printable(name)}`);
    }
    const bytes = listed.value.reduce((sum, { size }) => sum + (size ?? 0), 0);
    say(`${listed.value.length} objects, ${(bytes / 1_000_000).toFixed(1)} MB.`);
    say(`A lifecycle rule that deletes what is under “${engine.settings.storage?.prefix ?? ''}” after 8 days, and`);
    say('unfinished uploads after 1 day, cleans up even when Shoal never runs again. Links live 7 days at most.');
    return exitCodes.allDone;
  });
}

/** `shoal host purge`: deletes what lies at the storage and no clip needs. */
export function purgeHost(options: SessionOptions): Promise<number> {
  return withEngine('shoal host purge', options, async (engine) => {
    const purged = await engine.purgeStorage();
    if (!purged.ok) return refuse(sentence(purged.problem));
    say(`Deleted ${purged.value} objects. What clips still need is left.`);
    return exitCodes.allDone;
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What keeps a batch from being hosted, found out before anything is started; null when nothing does. */
export async function hostRefusal(engine: Engine): Promise<Problem | null> {
  if (engine.settings.host === 'this-computer') return engine.servesFiles ? null : problem('host.not-public');
  const checked = await engine.checkHost();
  return checked.ok ? null : checked.problem;
}
