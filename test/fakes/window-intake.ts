import type { IntakeClip, IntakeFile, IntakeStep, IntakeView, UnpairedFile } from '../../src/shared/contract/intake.ts';
import { problem, type Problem } from '../../src/shared/problems.ts';

/** What the intake holds, and how it was before each step that can be taken back. */
export interface Sheet {
  clips: IntakeClip[];
  unpaired: UnpairedFile[];
  before: { step: IntakeStep; clips: IntakeClip[]; unpaired: UnpairedFile[] }[];
  /** Files still to be looked into, of how many. */
  probing: [left: number, of: number];
  about: Pick<IntakeView, 'batchName' | 'resultsFolder' | 'budget'>;
  folders: number;
}

export const intakeWorlds = [
  'intake',
  'intake-first',
  'intake-one',
  'intake-probing',
  'intake-long',
  'intake-odd',
] as const;
export type IntakeWorldName = (typeof intakeWorlds)[number];

export function emptySheet(): Sheet {
  return {
    clips: [],
    unpaired: [],
    before: [],
    probing: [0, 0],
    about: { batchName: '', resultsFolder: null, budget: null },
    folders: 0,
  };
}

/** The view that follows from the sheet; `perSecond` is the learned price, or null. */
export function viewOf(sheet: Sheet, revision: number, perSecond: number | null): IntakeView {
  const { clips, unpaired, probing, about, before, folders } = sheet;
  const files = new Map([
    ...clips.flatMap(({ video, audio }) => [[video.id, video] as const, [audio.id, audio] as const]),
    ...unpaired.map(({ file }) => [file.id, file] as const),
  ]);
  const kinds = [...files.values()].map(({ kind }) => kind);
  const able = clips.filter(
    ({ video, audio, already, again }) =>
      video.problem === null && audio.problem === null && (already === null || again),
  );
  const seconds = able.reduce((sum, clip) => sum + (clip.seconds ?? 0), 0);
  const languages = new Map<string | null, number>();
  for (const { language } of clips) languages.set(language, (languages.get(language) ?? 0) + 1);
  return {
    revision,
    ...about,
    videos: kinds.filter((kind) => kind === 'video').length,
    audios: kinds.filter((kind) => kind === 'audio').length,
    folders,
    clips: clips.length,
    unpaired: unpaired.length,
    probing: probing[0],
    toProbe: probing[1],
    languages: [...languages].map(([language, count]) => ({ language, clips: count })),
    withProblems: clips.filter(({ video, audio }) => video.problem !== null || audio.problem !== null).length,
    already: clips.filter(({ already, again }) => already !== null && !again).length,
    mismatched: clips.filter(({ audioLongerBy }) => Math.abs(audioLongerBy ?? 0) >= 2).length,
    start: {
      clips: able.length,
      seconds,
      unmeasured: able.filter((clip) => clip.seconds === null).length,
      credits:
        perSecond === null
          ? null
          : { low: seconds * perSecond, likely: seconds * perSecond, high: Math.ceil(seconds * perSecond * 1.015) },
    },
    left: null,
    fits: null,
    undoable: before.at(-1)?.step ?? null,
  };
}

export function changeSheet(sheet: Sheet, step: IntakeStep, change: () => void): void {
  sheet.before.push({ step, clips: sheet.clips, unpaired: sheet.unpaired });
  change();
}

export function undoStep(sheet: Sheet): void {
  const last = sheet.before.pop();
  if (last !== undefined) [sheet.clips, sheet.unpaired] = [last.clips, last.unpaired];
}

export function pairFiles(sheet: Sheet, videos: readonly string[], audios: readonly string[]): void {
  const file = (id: string): IntakeFile[] => {
    const inClip = sheet.clips.flatMap(({ video, audio }) => [video, audio]).find((each) => each.id === id);
    const found = inClip ?? sheet.unpaired.find((each) => each.file.id === id)?.file;
    return found === undefined ? [] : [found];
  };
  for (const video of videos.flatMap(file)) {
    for (const audio of audios.flatMap(file)) {
      const row = pairOf(video, audio, null);
      const last = sheet.clips.findLastIndex((each) => each.video.id === video.id);
      sheet.clips = last === -1 ? [...sheet.clips, row] : sheet.clips.toSpliced(last + 1, 0, row);
    }
  }
  const paired = new Set([...videos, ...audios]);
  sheet.unpaired = sheet.unpaired.filter(({ file: each }) => !paired.has(each.id));
}

export function takeApart(sheet: Sheet, ids: readonly string[]): void {
  const gone = sheet.clips.filter(({ id }) => ids.includes(id));
  sheet.clips = sheet.clips.filter(({ id }) => !ids.includes(id));
  const still = new Set(sheet.clips.flatMap(({ video, audio }) => [video.id, audio.id]));
  const files = new Map(gone.flatMap(({ video, audio }) => [video, audio]).map((each) => [each.id, each]));
  for (const each of files.values())
    if (!still.has(each.id))
      sheet.unpaired = [...sheet.unpaired, { file: each, reason: 'unpaired-by-you', candidates: [] }];
}

function file(
  name: string,
  seconds: number,
  more: Partial<IntakeFile> & { megabytes?: number; cannot?: Problem } = {},
): IntakeFile {
  const { megabytes = 30, cannot = null, ...rest } = more;
  const kind = /\.(mp4|mov|webm)$/.test(name) ? 'video' : 'audio';
  const id = `f-${hash(`${rest.folder ?? ''}/${name}`)}`;
  return {
    id,
    mediaId: `m-${id}`,
    folder: '',
    name,
    kind,
    source: 'file',
    probing: false,
    info: {
      container: 'mp4',
      durationSeconds: seconds,
      size: megabytes * 1_000_000,
      video: kind === 'video' ? { codec: 'h264', width: 1920, height: 1080, frameRate: 25 } : null,
      audio: { codec: 'aac', sampleRate: 48_000, channels: 2 },
    },
    problem: cannot,
    ...rest,
  };
}

function hash(text: string): string {
  let value = 7;
  for (const letter of text) value = (value * 31 + (letter.codePointAt(0) ?? 0)) % 2_147_483_647;
  return value.toString(36);
}

function pairOf(video: IntakeFile, audio: IntakeFile, language: string | null): IntakeClip {
  const [shown, heard] = [video.info?.durationSeconds ?? null, audio.info?.durationSeconds ?? null];
  const isKnown = shown !== null && heard !== null;
  return {
    id: `p-${hash(`${video.id} ${audio.id}`)}`,
    name: video.name.replace(/\.\w+$/, ''),
    language,
    video,
    audio,
    seconds: isKnown ? Math.ceil(Math.min(shown, heard) - 0.01) : null,
    audioLongerBy: isKnown ? heard - shown : null,
    already: null,
    again: false,
  };
}

const lessons: [name: string, stem: string, seconds: number, megabytes: number, tracks: Record<string, number>][] = [
  ['Onboarding 01 – Welcome', 'onboarding_01_welcome', 14.2, 31, { es: 14, 'fr-CA': 14.8, zh: 13.2, de: 14.3 }],
  ['Onboarding 02 – Site tour, building C', 'onboarding_02_site_tour_bldg-C', 12.8, 28, { es: 12.3, de: 12.8 }],
  [
    'Onboarding 03 – Safety walk',
    'onboarding_03_safety_walk',
    18.6,
    42,
    { es: 18.6, 'fr-CA': 19.4, zh: 17.8, de: 21.2 },
  ],
  ['Onboarding 04 – Badges and doors', 'onboarding_04_badges_and_doors', 11.9, 26, { 'fr-CA': 12, zh: 10.4 }],
  [
    'Onboarding 05 – Forklift lanes',
    'onboarding_05_forklift_lanes',
    16.4,
    38,
    { es: 16.3, 'fr-CA': 17.1, zh: 12.2, de: 16.8 },
  ],
  [
    'Onboarding 06 – Hearing protection',
    'onboarding_06_hearing_protection',
    13.3,
    29,
    { es: 13, 'fr-CA': 13.8, zh: 12.2, de: 13.5 },
  ],
  [
    'Onboarding 07 – Chemical store and kit',
    'onboarding_07_chemical_store',
    21.7,
    47,
    { es: 21.3, 'fr-CA': 22, zh: 20.8, de: 21.9 },
  ],
  ['Onboarding 08 – First aid', 'onboarding_08_first_aid', 15.1, 33, { es: 15.4, 'fr-CA': 15, zh: 14.1, de: 15.6 }],
  ['Onboarding 10 – Time sheets', 'onboarding_10_time_sheets', 19.8, 40, { es: 19.5, 'fr-CA': 20.1, zh: 18.8, de: 20 }],
  ['Onboarding 11 – Near miss', 'onboarding_11_near_miss', 20.2, 44, { es: 20.5, 'fr-CA': 20, zh: 19.1, de: 20.4 }],
  ['Onboarding 12 – Visitors', 'onboarding_12_visitors', 12.4, 27, { es: 12.6, 'fr-CA': 12.9, zh: 11.4, de: 12.2 }],
  ['Onboarding 13 – Canteen', 'onboarding_13_canteen', 9.8, 22, { es: 9.9, 'fr-CA': 10.2, zh: 9.1, de: 9.7 }],
  ['Onboarding 14 – Night shift', 'onboarding_14_night_shift', 17.3, 39, { es: 17, 'fr-CA': 17.8, zh: 16.2, de: 17.5 }],
  ['Onboarding 15 – Who to call', 'onboarding_15_who_to_call', 14.9, 32, { es: 15, 'fr-CA': 15.2, zh: 14, de: 15.1 }],
];

function addOnboarding(sheet: Sheet, now: number): void {
  sheet.about = { batchName: 'Onboarding 2027', resultsFolder: '/home/ana/Movies/Shoal', budget: null };
  sheet.folders = 3;
  for (const [name, stem, seconds, megabytes, tracks] of lessons) {
    const video = file(`${name}.mp4`, seconds, { megabytes });
    for (const [language, heard] of Object.entries(tracks))
      sheet.clips.push(pairOf(video, file(`${stem}.${language}.wav`, heard, { megabytes: 2 }), language));
  }
  sheet.clips = sheet.clips.map((clip, index) =>
    index === 11 ? { ...clip, already: { clipId: 'old-1', state: 'done', at: now - 13 * 86_400_000 } } : clip,
  );
  const final = file('Onboarding 09 – Fire drill, take 2 (final).mp4', 23.4);
  const night = file('Onboarding 09 – Fire drill, night shift.mp4', 24);
  const car = file('Onboarding 17 – Car park.mp4', 13.1);
  const drill = file('onboarding_09_fire-drill.de_v2.wav', 23.9);
  const old = file('onboarding_11_near-miss.de (old).wav', 20.4);
  const guide = file('guide_voice_temp.mp3', 12.4, {
    cannot: problem('media.cut-short', { name: 'guide_voice_temp.mp3' }),
  });
  sheet.unpaired = [
    { file: drill, reason: 'fits-several-videos', candidates: [final, night] },
    { file: final, reason: 'no-audio-of-that-name', candidates: [] },
    { file: night, reason: 'no-audio-of-that-name', candidates: [] },
    { file: car, reason: 'no-audio-of-that-name', candidates: [] },
    { file: old, reason: 'no-video-of-that-name', candidates: [] },
    { file: guide, reason: 'no-video-of-that-name', candidates: [] },
  ];
  sheet.before = [{ step: 'add', clips: [], unpaired: [] }];
}

function addMany(sheet: Sheet): void {
  sheet.about = { batchName: 'Season 4', resultsFolder: '/media/season-4/results', budget: 50_000 };
  sheet.folders = 40;
  const languages = ['es', 'fr-CA', 'zh', 'de', 'ja'];
  for (let number = 0; number < 2000; number += 1) {
    const folder = `Episode ${1 + Math.floor(number / 50)}`;
    const name = `Shot ${String(number).padStart(4, '0')}`;
    const video = file(`${name}.mp4`, 8 + (number % 20), { folder });
    for (const language of languages)
      sheet.clips.push(pairOf(video, file(`${name}.${language}.wav`, 8.2 + (number % 20), { folder }), language));
  }
}

const oddNames = [
  'مقابلة مع مديرة المصنع حول تشغيل الخط الجديد في القاعة الرابعة، اللقطة الثانية',
  'ראיון עם מנהלת המפעל – טייק 3',
  'Interview mit der Werksleiterin über die Inbetriebnahme der neuen Anlage in Halle 4, zweite Aufnahme, Kamera B',
  '新员工培训第十二课：考勤与工时填报说明（最终版，含字幕）第三次录制',
  'x'.repeat(180),
  '👩‍🏭👨‍👩‍👧‍👦 factory tour 👍🏽',
  'a<b>&"c" %20 name',
];

function addOdd(sheet: Sheet): void {
  sheet.about = { batchName: oddNames[2] ?? '', resultsFolder: `/home/ana/${oddNames[2] ?? ''}/Shoal`, budget: 200 };
  sheet.folders = 1;
  for (const name of oddNames) {
    const broken = name.startsWith('a<b>') ? { cannot: problem('media.no-video', { name: `${name}.mp4` }) } : {};
    sheet.clips.push(pairOf(file(`${name}.mp4`, 600, broken), file(`${name}.zh-Hant-TW.wav`, 599), 'zh-Hant-TW'));
  }
  const cut = file('cut.de.wav', 3, { cannot: problem('media.cut-short', { name: 'cut.de.wav' }) });
  sheet.clips.push(pairOf(file('cut.mp4', 12), cut, null));
  sheet.unpaired = oddNames.map((name) => ({
    file: file(`${name} 2.wav`, 4),
    reason: 'no-video-of-that-name',
    candidates: [],
  }));
}

export function createSheet(name: IntakeWorldName, now: number): Sheet {
  const sheet = emptySheet();
  switch (name) {
    case 'intake':
    case 'intake-first':
      addOnboarding(sheet, now);
      break;
    case 'intake-one':
      sheet.about = { batchName: 'Welcome', resultsFolder: null, budget: null };
      sheet.clips = [pairOf(file('Welcome.mp4', 14.2), file('Welcome.wav', 14), null)];
      break;
    case 'intake-probing':
      addOnboarding(sheet, now);
      sheet.probing = [41, 72];
      sheet.clips = sheet.clips.map((clip, index) =>
        index < 12
          ? clip
          : {
              ...clip,
              video: { ...clip.video, probing: true, info: null },
              audio: { ...clip.audio, probing: true, info: null },
              seconds: null,
              audioLongerBy: null,
            },
      );
      break;
    case 'intake-long':
      addMany(sheet);
      break;
    case 'intake-odd':
      addOdd(sheet);
      break;
  }
  return sheet;
}
