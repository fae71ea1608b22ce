import { z } from 'zod';
import { addressSchema } from './address.ts';
import { storageSchema } from './storage.ts';

const milliseconds = z.number().int().positive();

/** What can make a local file reachable. */
export const hostKinds = ['this-computer', 's3'] as const;
export type HostKind = (typeof hostKinds)[number];

/** The largest media that Shoal submits: durations in seconds, sizes in megabytes (1,000,000 bytes). */
export const mediaLimitsSchema = z.object({
  videoSeconds: z.number().positive().default(600),
  videoMegabytes: z.number().positive().default(2000),
  audioSeconds: z.number().positive().default(600),
  audioMegabytes: z.number().positive().default(2000),
});
export type MediaLimits = z.infer<typeof mediaLimitsSchema>;

/** A price that a person sets by hand: credits for a second of the shorter input, or for a clip. */
export const priceSettingSchema = z.object({ credits: z.number().positive(), unit: z.enum(['second', 'clip']) });
export type PriceSetting = z.infer<typeof priceSettingSchema>;

/**
 * What a person can set. The service publishes no limits, so every number about it is a setting with a cautious default
 * and none is stated as a fact.
 */
export const settingsSchema = z.object({
  /** How many clips may be at the service at once. */
  concurrency: z.number().int().min(1).max(64).default(3),
  /** How many clips are made reachable, and how many results fetched, at once. */
  hostingAtOnce: z.number().int().min(1).max(32).default(3),
  fetchingAtOnce: z.number().int().min(1).max(32).default(3),
  limits: mediaLimitsSchema.prefault({}),
  /** What makes files reachable: this computer, through a tunnel, or storage of the person's own. */
  host: z.enum(hostKinds).default('this-computer'),
  storage: storageSchema.nullable().default(null),
  /** Where a tunnel makes this computer reachable for the service; null without one. */
  publicUrl: addressSchema.nullable().default(null),
  /** How Shoal names itself to the service; null for the default. [E]: a CDN was seen to refuse what is not browser-like. */
  userAgent: z
    .string()
    .trim()
    .regex(/^[\x20-\x7e]{1,200}$/)
    .nullable()
    .default(null),
  /** The first poll of a job, and the slowest pace it backs off to. [G] suggests 3 to 5 s. */
  firstPollMs: milliseconds.default(3_000),
  slowestPollMs: milliseconds.default(15_000),
  /** How often a job that is not found on the account is looked for. */
  notFoundPollMs: milliseconds.default(600_000),
  /** How long a signed URL stays valid: long enough for the service's own queue, which may be long. */
  signedUrlMs: milliseconds.max(604_800_000).default(86_400_000),
  /** How long a connection may take, and from then on an answer. A create without one is of unknown outcome. */
  connectTimeoutMs: milliseconds.default(15_000),
  answerTimeoutMs: milliseconds.default(60_000),
  /** How many times the service's list is walked for an unknown attempt, and over how long. */
  reconcilePasses: z.number().int().min(1).default(3),
  reconcileOverMs: z.number().int().nonnegative().default(600_000),
  /** The price by hand; null to learn it from finished clips. */
  price: priceSettingSchema.nullable().default(null),
  /** After how many finished clips the account is read again. */
  profileEvery: z.number().int().min(1).max(1000).default(10),
  /** Warn when the balance is below this many credits; null for no such warning. */
  lowBalance: z.number().positive().nullable().default(null),
});
export type Settings = z.infer<typeof settingsSchema>;

const { shape } = settingsSchema;
/** Some of the settings. Without their defaults: what is not given must stay as it is. */
export const settingsChangeSchema = z.object({
  concurrency: shape.concurrency.unwrap().exactOptional(),
  hostingAtOnce: shape.hostingAtOnce.unwrap().exactOptional(),
  fetchingAtOnce: shape.fetchingAtOnce.unwrap().exactOptional(),
  limits: shape.limits.unwrap().exactOptional(),
  host: shape.host.unwrap().exactOptional(),
  storage: shape.storage.unwrap().exactOptional(),
  publicUrl: shape.publicUrl.unwrap().exactOptional(),
  userAgent: shape.userAgent.unwrap().exactOptional(),
  firstPollMs: shape.firstPollMs.unwrap().exactOptional(),
  slowestPollMs: shape.slowestPollMs.unwrap().exactOptional(),
  notFoundPollMs: shape.notFoundPollMs.unwrap().exactOptional(),
  signedUrlMs: shape.signedUrlMs.unwrap().exactOptional(),
  connectTimeoutMs: shape.connectTimeoutMs.unwrap().exactOptional(),
  answerTimeoutMs: shape.answerTimeoutMs.unwrap().exactOptional(),
  reconcilePasses: shape.reconcilePasses.unwrap().exactOptional(),
  reconcileOverMs: shape.reconcileOverMs.unwrap().exactOptional(),
  price: shape.price.unwrap().exactOptional(),
  profileEvery: shape.profileEvery.unwrap().exactOptional(),
  lowBalance: shape.lowBalance.unwrap().exactOptional(),
});
export type SettingsChange = z.infer<typeof settingsChangeSchema>;
