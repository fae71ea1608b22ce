import type { AppView } from '../../src/shared/contract/app.ts';
import type { Stored } from '../../src/shared/contract/hosting.ts';
import { storageSchema } from '../../src/shared/storage.ts';
import type { Balance, BatchRow, FilterCounts } from '../../src/shared/contract/batch.ts';
import {
  clipFilters,
  filterOf,
  type ClipAction,
  type ClipFilter,
  type ClipRow,
} from '../../src/shared/contract/clip.ts';
import type { Cost } from '../../src/shared/contract/common.ts';
import type { Departure, UsageGroup } from '../../src/shared/contract/usage.ts';
import type { IntakeView } from '../../src/shared/contract/intake.ts';
import { steps, type JobState, type Step } from '../../src/shared/job-state.ts';
import { preferencesSchema } from '../../src/shared/preferences.ts';
import { problem } from '../../src/shared/problems.ts';
import { perSecond as learned } from './price.ts';
import { createSheet, emptySheet, intakeWorlds, viewOf, type Sheet } from './window-intake.ts';
import { settingsSchema } from '../../src/shared/settings.ts';

/** What the window's stand-in for the engine knows: a ledger in memory. */
export interface World {
  now: number;
  app: AppView;
  batches: BatchRow[];
  /** In queue order, group after group. */
  clips: ClipRow[];
  /** Finished clips whose results are not where they were put. */
  lost: Set<string>;
  intake: IntakeView;
  sheet: Sheet;
  /** What the account held, oldest first. */
  history: Balance[];
  departures: Departure[];
  usage: UsageGroup[];
  stored: Stored;
}

export const worldNames = [
  'queue',
  'lost',
  'paused',
  'credits-hold',
  'short',
  'budget-hold',
  'token-hold',
  'offline',
  'empty',
  'long',
  'odd-names',
  'welcome',
  'no-keychain',
  'storage',
  'no-host',
  'credits',
  ...intakeWorlds,
] as const;
export type WorldName = (typeof worldNames)[number];

const minute = 60_000;
const perSecond = 1.06;

const order: Record<JobState, Step> = {
  draft: 'check',
  checking: 'check',
  ready: 'host',
  hosting: 'host',
  hosted: 'submit',
  submitting: 'submit',
  unconfirmed: 'submit',
  accepted: 'process',
  fetching: 'fetch',
  rejected: 'check',
  done: 'fetch',
  failed: 'process',
  canceled: 'host',
};

const actions: Partial<Record<JobState, ClipAction[]>> = {
  draft: ['cancel'],
  checking: ['cancel'],
  ready: ['cancel', 'move'],
  hosting: ['cancel'],
  hosted: ['cancel', 'move'],
  unconfirmed: ['decide'],
  rejected: ['recheck', 'replace', 'cancel'],
  failed: ['retry'],
  canceled: ['retry'],
};

export function filtersOf({ state }: ClipRow): ClipFilter[] {
  return ['all', filterOf(state)];
}

export function countAll(clips: readonly ClipRow[]): FilterCounts {
  const counts = Object.fromEntries(clipFilters.map((filter) => [filter, 0]));
  for (const clip of clips) for (const filter of filtersOf(clip)) counts[filter] = (counts[filter] ?? 0) + 1;
  return {
    all: counts['all'] ?? 0,
    working: counts['working'] ?? 0,
    waiting: counts['waiting'] ?? 0,
    'needs-you': counts['needs-you'] ?? 0,
    failed: counts['failed'] ?? 0,
    done: counts['done'] ?? 0,
    canceled: counts['canceled'] ?? 0,
  };
}

const unsent: readonly JobState[] = ['draft', 'checking', 'ready', 'hosting', 'hosted'];

export function costOf(clips: readonly ClipRow[]): Cost {
  const ahead = clips.filter(({ state }) => unsent.includes(state));
  const seconds = ahead.reduce((sum, clip) => sum + (clip.seconds ?? 0), 0);
  const likely = seconds * perSecond;
  return {
    clips: ahead.length,
    seconds,
    unmeasured: ahead.filter((clip) => clip.seconds === null).length,
    credits: { low: Math.floor(likely * 0.92), likely, high: Math.ceil(likely * 1.1) },
  };
}

/** Works out again what follows from the clips, and from the sheet. */
export function settle(world: World): void {
  const price = world.app.header.price === null ? null : perSecond;
  world.intake = viewOf(world.sheet, world.intake.revision + 1, price);
  const paused = new Set(world.batches.filter(({ pausedAt }) => pausedAt !== null).map(({ id }) => id));
  world.batches = world.batches.map((batch) => {
    const clips = world.clips.filter(({ batchId }) => batchId === batch.id);
    return {
      ...batch,
      counts: countAll(clips),
      languages: new Set(clips.map(({ language }) => language)).size,
      creditsUsed: clips.reduce((sum, { creditsUsed }) => sum + (creditsUsed ?? 0), 0),
      needs: costOf(clips),
    };
  });
  const going = world.clips.filter(({ batchId }) => !paused.has(batchId));
  const budgetHolds = new Set(world.app.holds.flatMap(({ kind, batchId }) => (kind === 'budget' ? [batchId] : [])));
  const counts = countAll(world.clips);
  const left = costOf(going).clips + counts.working;
  world.app = {
    ...world.app,
    header: {
      ...world.app.header,
      counts,
      paused: world.clips.length - going.length,
      held: countAll(going.filter(({ batchId }) => budgetHolds.has(batchId))).waiting,
      needs: costOf(going),
      timeLeft:
        left === 0 ? null : { low: left * 0.8 * minute, likely: left * 1.2 * minute, high: left * 1.9 * minute },
    },
  };
}

interface Sketch {
  name: string;
  language: string | null;
  state: JobState;
  seconds: number;
  /** Minutes and seconds of work so far. */
  took?: number;
  fraction?: number;
  rest?: Partial<ClipRow>;
}

function clip(world: World, batchId: string, number: number, sketch: Sketch): ClipRow {
  const { name, language, state, seconds, took = 0, fraction, rest = {} } = sketch;
  const over = state === 'done' || state === 'failed' || state === 'canceled';
  const spent = state === 'done' || state === 'fetching';
  return {
    id: `${batchId}-${number}`,
    batchId,
    name,
    language,
    state,
    step: over || state === 'rejected' ? null : order[state],
    endedAtStep: over || state === 'rejected' ? order[state] : null,
    fraction: fraction ?? null,
    problem: null,
    remoteStatus: state === 'accepted' ? (fraction === undefined ? 'queued' : 'processing') : null,
    seconds,
    lengths: { video: seconds, audio: seconds + 0.4 },
    creditsUsed: spent ? Math.round(seconds * perSecond) : null,
    unknownAttempts: 0,
    pictureId: `media-${name
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .slice(0, 40)}`,
    beganAt: took === 0 ? null : world.now - took * 1000 - (over ? 5 * minute : 0),
    endedAt: over ? world.now - 5 * minute : null,
    retryOf: null,
    retriedBy: null,
    actions: actions[state] ?? [],
    ...rest,
  };
}

const storage = storageSchema.parse({
  endpoint: 'https://4f2a9c.r2.cloudflarestorage.com',
  region: 'auto',
  bucket: 'l10n-media',
  keyId: '3f9a1c',
});

function storedObjects(now: number): Stored {
  const object = (name: string, megabytes: number, hours: number, rest = { unfinished: false, needed: true }) => ({
    name: `shoal/s4f2a9c11/${name}`,
    size: megabytes * 1_000_000,
    at: now - hours * 60 * minute,
    ...rest,
  });
  const largest = [
    object('9f2c4be1d0a79f2c4be1d0a79f2c4be1d0a79f2c4be1d0a79f2c4be1d0a7.mp4', 412, 1),
    object('1b77e0c2a4d81b77e0c2a4d81b77e0c2a4d81b77e0c2a4d81b77e0c2a4d8.mp4', 96.4, 30, {
      unfinished: true,
      needed: true,
    }),
    object('c03a5d7790e1c03a5d7790e1c03a5d7790e1c03a5d7790e1c03a5d7790e1.wav', 2.1, 200, {
      unfinished: false,
      needed: false,
    }),
  ];
  return { objects: 3, size: 510_500_000, unneeded: 1, unneededSize: 2_100_000, largest };
}

function emptyWorld(now: number): World {
  return {
    now,
    batches: [],
    clips: [],
    lost: new Set(),
    app: {
      version: '0.1.0',
      practice: false,
      apiHost: 'fishaudio.org',
      account: {
        state: 'connected',
        problem: null,
        balance: { at: now - 12_000, credits: 1056, quota: 5000, tier: 'pro' },
        warnings: [],
        token: { from: 'keychain', problem: null },
      },
      hosting: { ready: true, port: 41_234, secret: null },
      holds: [],
      header: {
        counts: countAll([]),
        paused: 0,
        held: 0,
        needs: costOf([]),
        timeLeft: null,
        price: learned(1),
        available: 1056,
        forecast: null,
        elsewhere: null,
        typicalMs: 5 * minute + 20_000,
      },
      settings: settingsSchema.parse({ concurrency: 4, publicUrl: 'https://northwind.example' }),
      preferences: preferencesSchema.parse({ welcomed: true, language: 'en' }),
      canOpenFolders: true,
      ledgerSetAside: false,
    },
    intake: viewOf(emptySheet(), 0, perSecond),
    sheet: emptySheet(),
    history: [],
    departures: [],
    usage: [],
    stored: storedObjects(now),
  };
}

function batch(id: string, name: string, createdAt: number, rest: Partial<BatchRow> = {}): BatchRow {
  return {
    id,
    name,
    createdAt,
    endedAt: null,
    pausedAt: null,
    counts: countAll([]),
    languages: 0,
    creditsUsed: 0,
    unpriced: 0,
    needs: costOf([]),
    budget: null,
    secondsDone: 0,
    perSecond: null,
    startCredits: 1200,
    endCredits: null,
    resultsFolder: `/home/you/Shoal/${name}`,
    ...rest,
  };
}

const lessons: readonly [name: string, seconds: number][] = [
  ['Onboarding 01 – Welcome.mp4', 13.4],
  ['Onboarding 02 – Site map and emergency exits, building C.mp4', 12.8],
  ['Onboarding 03 – Safety walk.mp4', 17.9],
  ['Onboarding 04 – Badges and doors.mp4', 10.6],
  ['Onboarding 05 – Forklift lanes.mp4', 15.7],
  ['Onboarding 06 – First aid points and who to call on each floor.mp4', 21.2],
  ['Onboarding 07 – Waste and recycling.mp4', 9.9],
  ['Onboarding 08 – Ladders.mp4', 14.1],
  ['Onboarding 09 – Fire drill, assembly points and the roll call (final).mp4', 26.3],
  ['Onboarding 10 – Shift handover.mp4', 16.2],
  ['Onboarding 11 – Reporting a near miss.mp4', 18.8],
  ['Onboarding 12 – Time sheets.mp4', 10.2],
  ['Onboarding 13 – Meet your supervisor, interview take 4.mp4', 21.6],
];
const languages = ['es', 'fr-CA', 'zh', 'de'];

const begun: readonly Partial<Sketch>[] = [
  { state: 'done', took: 261 },
  {
    state: 'unconfirmed',
    took: 682,
    rest: { problem: problem('attempt.candidates', { count: 2 }) },
  },
  { state: 'done', took: 242 },
  {
    state: 'failed',
    took: 41,
    rest: {
      endedAtStep: 'submit',
      creditsUsed: 0,
      problem: problem('service.needs-different-media', { message: 'no speech' }),
    },
  },
  { state: 'done', took: 228 },
  { state: 'done', took: 245 },
  { state: 'rejected', rest: { problem: problem('media.cut-short', { name: '02_zh.wav' }) } },
  { state: 'done', took: 250 },
  { state: 'fetching', took: 314, fraction: 0.62 },
  { state: 'accepted', took: 252, fraction: 0.78 },
  { state: 'accepted', took: 151, fraction: 0.41 },
  { state: 'accepted', took: 48 },
  { state: 'submitting', took: 9 },
  { state: 'hosted' },
  { state: 'hosting', took: 6, fraction: 0.64 },
];

function addPickups(world: World): void {
  world.batches.push(
    batch('pickups', 'Trailer pickups', world.now - 40 * minute, { pausedAt: world.now - 34 * minute }),
  );
  world.clips.push(
    clip(world, 'pickups', 1, {
      name: 'Trailer_pickups_scene 14B_take 07_colour v3 (DI, textless).mov',
      language: 'es',
      state: 'hosted',
      seconds: 22.6,
    }),
    clip(world, 'pickups', 2, {
      name: 'Trailer_pickups_scene 21_take 02_colour v3 (DI, textless).mov',
      language: 'de',
      state: 'ready',
      seconds: 29.2,
    }),
  );
  world.app = {
    ...world.app,
    holds: [
      {
        kind: 'user',
        batchId: 'pickups',
        since: world.now - 34 * minute,
        stops: ['host', 'submit'],
        problem: null,
      },
    ],
  };
}

function addOnboarding(world: World, sketches: readonly Partial<Sketch>[]): void {
  world.batches.push(batch('onboarding', 'Onboarding 2027', world.now - 12 * minute));
  for (const [index, [name, seconds]] of lessons.entries()) {
    for (const [offset, language] of languages.entries()) {
      const number = index * languages.length + offset;
      const sketch = sketches[number] ?? { state: 'ready' };
      world.clips.push(clip(world, 'onboarding', number, { name, language, seconds, state: 'ready', ...sketch }));
    }
  }
}

function holdForCredits(world: World): void {
  const done: Partial<Sketch>[] = Array.from({ length: 31 }, () => ({ state: 'done', took: 300 }));
  done[3] = {
    state: 'failed',
    took: 277,
    fraction: 0.55,
    rest: { creditsUsed: 28, problem: problem('service.job-failed', { message: 'face lost at 0:15' }) },
  };
  addOnboarding(world, [
    ...done,
    { state: 'fetching', took: 326, fraction: 0.88 },
    { state: 'accepted', took: 298, fraction: 0.91 },
    { state: 'accepted', took: 184, fraction: 0.55 },
    { state: 'accepted', took: 70, fraction: 0.23 },
    { state: 'hosted' },
    { state: 'hosted' },
    { state: 'hosted' },
  ]);
  world.app = {
    ...world.app,
    account: {
      ...world.app.account,
      balance: { at: world.now - 12_000, credits: 6, quota: 5000, tier: 'pro' },
    },
    holds: [
      {
        kind: 'credits',
        batchId: null,
        since: world.now - 26 * minute,
        stops: ['submit'],
        problem: problem('service.credits'),
      },
    ],
    header: {
      ...world.app.header,
      available: 0,
      forecast: { fits: 37, total: 52, endsAt: 'onboarding-37', missing: { low: 195, likely: 195, high: 195 } },
      elsewhere: { credits: 569, since: world.now - 72 * minute },
    },
  };
}

/** Goes on, but the balance will not do. */
function runShort(world: World): void {
  addOnboarding(world, begun);
  world.app = {
    ...world.app,
    account: {
      ...world.app.account,
      balance: { at: world.now - 12_000, credits: 300, quota: 5000, tier: 'pro' },
      warnings: ['short'],
    },
    header: {
      ...world.app.header,
      available: 251,
      forecast: { fits: 28, total: 52, endsAt: 'onboarding-28', missing: { low: 380, likely: 394, high: 410 } },
      elsewhere: { credits: 68, since: world.now - 12 * minute },
    },
  };
}

function holdForBudget(world: World): void {
  addOnboarding(world, begun);
  world.batches = world.batches.map((each) => ({ ...each, budget: 150 }));
  world.app = {
    ...world.app,
    holds: [
      {
        kind: 'budget',
        batchId: 'onboarding',
        since: world.now - 4 * minute,
        stops: ['submit'],
        problem: problem('budget.reached', { budget: 150, used: 94, open: 49, next: 18 }),
      },
    ],
  };
}

/** Ten thousand clips in forty batches. */
function addMany(world: World): void {
  const states: JobState[] = ['done', 'done', 'failed', 'accepted', 'ready', 'ready'];
  for (let group = 0; group < 40; group++) {
    const id = `b${group}`;
    world.batches.push(batch(id, `Episode ${group + 1}`, world.now - (40 - group) * minute));
    for (let number = 0; number < 250; number++) {
      const state = states[Math.floor((group * 250 + number) / 2000)] ?? 'ready';
      world.clips.push(
        clip(world, id, number, {
          name: `Episode ${group + 1} – shot ${String(number + 1).padStart(3, '0')}.mp4`,
          language: languages[number % 4] ?? null,
          state,
          seconds: 8 + (number % 20),
          took: state === 'ready' ? 0 : 200,
          ...(state === 'accepted' ? { fraction: 0.3 } : {}),
          ...(state === 'failed' ? { rest: { problem: problem('service.job-failed', { message: 'no face' }) } } : {}),
        }),
      );
    }
  }
}

const oddNames = [
  'مقابلة مع مديرة المصنع حول تشغيل الخط الجديد في القاعة الرابعة، اللقطة الثانية.mp4',
  'ראיון עם מנהלת המפעל – טייק 3.mov',
  'Interview mit der Werksleiterin über die Inbetriebnahme der neuen Anlage in Halle 4, zweite Aufnahme, Kamera B.mp4',
  '新员工培训第十二课：考勤与工时填报说明（最终版，含字幕）第三次录制.mp4',
  'x'.repeat(180) + '.mp4',
  '.mp4',
  '👩‍🏭👨‍👩‍👧‍👦 factory tour 👍🏽.webm',
  'a<b>&"c" %20 name.mp4',
];

function addOdd(world: World): void {
  world.batches.push(batch('odd', oddNames[2] ?? '', world.now - 3 * 60 * minute));
  for (const [index, name] of oddNames.entries()) {
    world.clips.push(clip(world, 'odd', index, { name, language: 'zh-Hant-TW', state: 'ready', seconds: 900 }));
  }
}

/** A month of the account: what batches used, and two top-ups. */
function addHistory(world: World): void {
  const day = 86_400_000;
  const steps: [daysAgo: number, credits: number][] = [
    [23, 640],
    [15, 522],
    [12.6, 1522],
    [11.8, 1130],
    [6, 866],
    [4, 518],
    [3, 450],
    [1.4, 1200],
    [0, 1056],
  ];
  world.history = steps.map(([daysAgo, credits]) => ({
    at: world.now - 12_000 - daysAgo * day,
    credits,
    quota: 988_000,
    tier: 'pro',
  }));
  const ended: [name: string, daysAgo: number, clips: number, used: number][] = [
    ['Pilot', 15, 8, 118],
    ['Retail refresh, wave 2', 12, 24, 392],
    ['Founder message, all hands', 6, 18, 264],
    ['Hotel spots 30 s', 4, 12, 348],
  ];
  world.batches = [
    ...ended.map(([name, daysAgo], index) => ({
      ...batch(`past-${index}`, name, world.now - daysAgo * day),
      endedAt: world.now - daysAgo * day + 40 * minute,
    })),
    ...world.batches,
  ];
  for (const [index, [name, , clips, used]] of ended.entries()) {
    for (let number = 0; number < clips; number++) {
      const row = clip(world, `past-${index}`, number, {
        name: `${name} ${number + 1}.mp4`,
        language: languages[number % 4] ?? null,
        state: index === 0 && number === 0 ? 'failed' : 'done',
        seconds: Math.round(used / clips),
        took: 200,
      });
      world.clips.push({
        ...row,
        creditsUsed: number === 0 ? used - Math.round(used / clips) * (clips - 1) : Math.round(used / clips),
      });
    }
  }
}

export function createWorld(name: WorldName, now = Date.now()): World {
  const world = emptyWorld(now);
  switch (name) {
    case 'credits':
      addOnboarding(world, begun);
      addHistory(world);
      world.app = {
        ...world.app,
        header: { ...world.app.header, price: { ...learned(1, 1, 65), fits: 62 } },
      };
      world.departures = [
        { clipId: 'past-2-3', name: 'Founder message 3.mp4', at: now - 6 * 86_400_000, credits: 16, low: 15, high: 15 },
      ];
      world.usage = [
        {
          key: '2026-11-24',
          clips: 5,
          done: 4,
          failed: 1,
          seconds: 129,
          credits: 129,
          unpriced: 1,
          perSecond: 1,
          failedBilled: 0,
          failedFree: 0,
        },
        {
          key: '2026-11-20',
          clips: 12,
          done: 12,
          failed: 0,
          seconds: 348,
          credits: 348,
          unpriced: 0,
          perSecond: 1,
          failedBilled: 0,
          failedFree: 0,
        },
      ];
      world.app.header.elsewhere = { credits: 68, since: now - 3 * 86_400_000 };
      break;
    case 'queue':
      addPickups(world);
      addOnboarding(world, begun);
      break;
    case 'lost':
      addOnboarding(world, begun);
      world.lost.add('onboarding-5');
      break;
    case 'paused':
      addOnboarding(world, begun);
      world.app = {
        ...world.app,
        holds: [{ kind: 'user', batchId: null, since: now - 4 * minute, stops: ['host', 'submit'], problem: null }],
      };
      break;
    case 'short':
      runShort(world);
      break;
    case 'budget-hold':
      holdForBudget(world);
      break;
    case 'credits-hold':
      holdForCredits(world);
      break;
    case 'token-hold':
      addOnboarding(world, begun);
      world.app = {
        ...world.app,
        account: { ...world.app.account, state: 'refused', problem: problem('service.token') },
        holds: [
          {
            kind: 'auth',
            batchId: null,
            since: now - 2 * minute,
            stops: ['submit', 'process', 'fetch'],
            problem: problem('service.token'),
          },
        ],
      };
      break;
    case 'offline':
      addOnboarding(world, begun);
      world.app = {
        ...world.app,
        holds: [
          {
            kind: 'offline',
            batchId: null,
            since: now - 7 * minute,
            stops: [...steps.slice(1)],
            problem: problem('service.unreachable', { reason: 'no network' }),
          },
        ],
      };
      break;
    case 'long':
      addMany(world);
      break;
    case 'odd-names':
      addOdd(world);
      break;
    case 'welcome':
      world.app = {
        ...world.app,
        account: { state: 'none', problem: null, balance: null, warnings: [], token: { from: 'none', problem: null } },
        preferences: { ...world.app.preferences, welcomed: false },
      };
      break;
    case 'no-keychain':
      world.app = {
        ...world.app,
        account: { ...world.app.account, token: { from: 'session', problem: problem('keychain.none') } },
      };
      break;
    case 'storage':
      world.app = {
        ...world.app,
        settings: { ...world.app.settings, host: 's3', storage },
        hosting: { ...world.app.hosting, secret: { from: 'keychain', problem: null } },
      };
      break;
    case 'no-host':
      world.app = {
        ...world.app,
        settings: { ...world.app.settings, publicUrl: null },
        hosting: { ...world.app.hosting, ready: false },
      };
      break;
    case 'empty':
      break;
    case 'intake':
    case 'intake-first':
    case 'intake-one':
    case 'intake-probing':
    case 'intake-long':
    case 'intake-odd':
      world.sheet = createSheet(name, now);
      world.app = {
        ...world.app,
        account: { ...world.app.account, balance: { at: now - 12_000, credits: 1200, quota: 5000, tier: 'pro' } },
        header: {
          ...world.app.header,
          price: name === 'intake-first' ? null : learned(1, 1, 61),
        },
      };
      break;
  }
  settle(world);
  return world;
}
