import { languageReadings } from './language.ts';
import { nameKey, resultName, stemOf } from './naming.ts';

export type FileKind = 'video' | 'audio';

export interface FoundFile {
  /** Unique; means nothing to pairing. */
  path: string;
  /** Relative to what was dropped, with `/` between folders; empty for its top. */
  folder: string;
  /** File name with extension. */
  name: string;
  kind: FileKind;
}

export interface PairedClip {
  /** What the result is called. With its language it is the only one, also among folders that hold clips of the same name. */
  name: string;
  /** Canonical language tag, such as `fr-CA`. */
  language: string | null;
  video: FoundFile;
  audio: FoundFile;
}

/** Why a file is in no clip. `files` are the names that compete, sorted and joined by `, `. */
export type UnpairedReason =
  | { code: 'no-video-in-folder' }
  | { code: 'no-audio-in-folder' }
  | { code: 'no-video-of-that-name' }
  | { code: 'no-audio-of-that-name' }
  /** Videos that share a name: which of them an audio track is for is not known. */
  | { code: 'videos-share-name'; files: string }
  /** Audio tracks for the same video in the same language. */
  | { code: 'audios-share-name'; files: string }
  /** An audio track that can be read as one video's in one language or as another's in another. */
  | { code: 'fits-several-videos'; files: string };

export interface Pairing {
  clips: PairedClip[];
  unpaired: { file: FoundFile; reason: UnpairedReason }[];
}

const extensions: Record<FileKind, readonly string[]> = {
  video: ['mp4', 'm4v', 'mov', 'mkv', 'webm', 'avi', 'mpg', 'mpeg', 'mts'],
  audio: ['wav', 'mp3', 'm4a', 'aac', 'flac', 'ogg', 'opus', 'aiff', 'wma'],
};

/** What a file is by its extension. Null for other files and for hidden ones (macOS leaves a `._clip.mp4` beside `clip.mp4`). */
export function kindOfName(name: string): FileKind | null {
  if (name.startsWith('.')) return null;
  const extension = name.slice(stemOf(name).length + 1).toLowerCase();
  if (extensions.video.includes(extension)) return 'video';
  return extensions.audio.includes(extension) ? 'audio' : null;
}

/**
 * Pairs videos with audio tracks by their names, each folder for itself. Every file ends up in at least one clip or,
 * once, in `unpaired`. Where more than one answer is possible, none is chosen: every clip is paid for.
 *
 * The result does not depend on the order of `files`; it is in natural order (`take 2` before `take 10`).
 */
export function pair(files: readonly FoundFile[]): Pairing {
  const folders = Map.groupBy(files.toSorted(inNaturalOrder), ({ folder }) => folder);
  const pairings = [...folders.values()].map(pairFolder);
  return {
    clips: toldApart(pairings.flatMap(({ clips }) => clips)).sort(clipsInNaturalOrder),
    unpaired: pairings.flatMap(({ unpaired }) => unpaired).sort((a, b) => inNaturalOrder(a.file, b.file)),
  };
}

/** The reason in English: why the file is in no clip, and what would pair it. */
export function describeUnpaired(reason: UnpairedReason): string {
  switch (reason.code) {
    case 'no-video-in-folder':
      return 'There is no video in its folder. Put the video beside it.';
    case 'no-audio-in-folder':
      return 'There is no audio track in its folder. Put the audio track beside it.';
    case 'no-video-of-that-name':
      return 'No video in its folder has its name. Name it as the video, with a language if you like: intro.es.wav for intro.mp4.';
    case 'no-audio-of-that-name':
      return 'No audio track in its folder has its name. Name one as the video, with a language if you like: intro.es.wav for intro.mp4.';
    case 'videos-share-name':
      return `Several videos share this name: ${reason.files}. Rename or remove all but one.`;
    case 'audios-share-name':
      return `Several audio tracks are for the same video in the same language: ${reason.files}. Rename or remove all but one.`;
    case 'fits-several-videos':
      return `It can belong to more than one video: ${reason.files}. Rename it as one of them.`;
  }
}

/** An audio track that is meant for a video. `base` is what the track's name says without its language. */
interface Claim {
  video: FoundFile;
  audio: FoundFile;
  base: string;
  language: string | null;
}

interface Claims {
  claims: Claim[];
  refused: Pairing['unpaired'];
}

function pairFolder(files: readonly FoundFile[]): Pairing {
  const videos = files.filter(({ kind }) => kind === 'video');
  const audios = files.filter(({ kind }) => kind === 'audio');
  if (videos.length === 0) return { clips: [], unpaired: refuse(audios, { code: 'no-video-in-folder' }) };
  if (audios.length === 0) return { clips: [], unpaired: refuse(videos, { code: 'no-audio-in-folder' }) };

  const [onlyVideo] = videos;
  const { claims, refused } =
    onlyVideo && videos.length === 1 ? claimOnlyVideo(onlyVideo, audios) : claimByName(videos, audios);
  const settled: Claim[] = [];
  const unpaired = [...refused];
  // Tracks of one base and language stand for the same clip: only one of them can be meant.
  const rivals = Map.groupBy(claims, ({ video, base, language }) =>
    JSON.stringify([video.path, nameKey(base), language]),
  );
  for (const group of rivals.values()) {
    if (group.length === 1) settled.push(...group);
    else {
      const tracks = group.map(({ audio }) => audio);
      unpaired.push(...refuse(tracks, { code: 'audios-share-name', files: namesOf(tracks) }));
    }
  }

  const byVideo = Map.groupBy(claims, ({ video }) => video);
  const alike = Map.groupBy(claims, videoInLanguage);
  const clips = settled.map((claim) => ({
    name: clipName(claim, alike.get(videoInLanguage(claim))?.length === 1),
    language: claim.language,
    video: claim.video,
    audio: claim.audio,
  }));
  const placed = new Set([...clips.map(({ video }) => video), ...unpaired.map(({ file }) => file)]);
  for (const video of videos.filter((candidate) => !placed.has(candidate))) {
    const tracks = byVideo.get(video)?.map(({ audio }) => audio) ?? [];
    const reason: UnpairedReason =
      tracks.length === 0 ? { code: 'no-audio-of-that-name' } : { code: 'audios-share-name', files: namesOf(tracks) };
    unpaired.push({ file: video, reason });
  }
  return { clips, unpaired };
}

/** A folder's only video goes with every audio track. */
function claimOnlyVideo(video: FoundFile, audios: readonly FoundFile[]): Claims {
  const stem = stemOf(video.name);
  const claims = audios.map((audio): Claim => {
    const audioStem = stemOf(audio.name);
    if (nameKey(audioStem) === nameKey(stem)) return { video, audio, base: stem, language: null };
    const readings = languageReadings(audioStem);
    const named = readings.find(({ base }) => base === '' || nameKey(base) === nameKey(stem));
    if (named) return { video, audio, base: stem, language: named.language };
    return { video, audio, ...(readings[0] ?? { base: audioStem, language: null }) };
  });
  return { claims, refused: [] };
}

/**
 * Several videos: an audio track goes with the video that it is named after. The only track of a folder, when it is
 * named after none, goes with every video.
 */
function claimByName(videos: readonly FoundFile[], audios: readonly FoundFile[]): Claims {
  const named = Map.groupBy(videos, ({ name }) => nameKey(stemOf(name)));
  const sharing = [...named.values()].filter((group) => group.length > 1);
  const claims: Claim[] = [];
  const refused = sharing.flatMap((group) => refuse(group, { code: 'videos-share-name', files: namesOf(group) }));
  const claim = (audio: FoundFile, candidates: readonly FoundFile[], language: string | null): void => {
    const [video] = candidates;
    if (video && candidates.length === 1) claims.push({ video, audio, base: stemOf(video.name), language });
    else refused.push(...refuse([audio], { code: 'videos-share-name', files: namesOf(candidates) }));
  };

  for (const audio of audios) {
    const audioStem = stemOf(audio.name);
    const sameName = named.get(nameKey(audioStem));
    if (sameName) {
      claim(audio, sameName, null);
      continue;
    }
    const readings = languageReadings(audioStem);
    const [match, ...others] = readings.flatMap(({ base, language }) => {
      const candidates = named.get(nameKey(base));
      return candidates ? [{ candidates, language }] : [];
    });
    if (match && others.length === 0) claim(audio, match.candidates, match.language);
    else if (match) {
      const candidates = [match, ...others].flatMap((reading) => reading.candidates);
      refused.push(...refuse([audio], { code: 'fits-several-videos', files: namesOf(candidates) }));
    } else if (audios.length > 1) refused.push(...refuse([audio], { code: 'no-video-of-that-name' }));
    else {
      const distinct = [...named.values()].filter((group) => group.length === 1);
      const targets = distinct.length > 0 ? distinct : [videos];
      for (const target of targets) claim(audio, target, readings[0]?.language ?? null);
    }
  }
  return { claims, refused };
}

function videoInLanguage({ video, language }: Claim): string {
  return JSON.stringify([video.path, language]);
}

/**
 * The video's stem where that and the language tell the clip from the others of its video; else the video's stem with
 * the track's, `talk + alice`, or only the track's where it begins with the video's (`talk-v2`).
 */
function clipName({ video, base }: Claim, onlyOneInLanguage: boolean): string {
  const stem = stemOf(video.name);
  const [videoKey, baseKey] = [nameKey(stem), nameKey(base)];
  if (baseKey === videoKey || onlyOneInLanguage) return stem;
  const repeatsVideo = baseKey.startsWith(videoKey) && /^[\s._-]/.test(baseKey.slice(videoKey.length));
  // A track that is itself called `talk + alice` must not take the name that `alice` gets.
  return repeatsVideo && !baseKey.startsWith(`${videoKey} + `) ? base : `${stem} + ${base}`;
}

/**
 * All results of a batch go into one folder, so clips of different folders that would be called the same get their
 * folders' names in front, from where these differ: `episode 2 - intro`. A number would not say which is which.
 */
function toldApart(clips: readonly PairedClip[]): PairedClip[] {
  return [...Map.groupBy(clips, (clip) => nameKey(resultName(clip))).values()].flatMap((alike) => {
    const folders = alike.map(({ video }) => video.folder.split('/').filter((part) => part !== ''));
    const [first = []] = folders;
    const differs = first.findIndex((part, depth) => folders.some((folder) => folder[depth] !== part));
    const common = differs === -1 ? first.length : differs;
    return alike.map((clip, index) => ({
      ...clip,
      name: [...(folders[index]?.slice(common) ?? []), clip.name].join(' - '),
    }));
  });
}

function refuse(files: readonly FoundFile[], reason: UnpairedReason): Pairing['unpaired'] {
  return files.map((file) => ({ file, reason }));
}

function namesOf(files: readonly FoundFile[]): string {
  return files
    .map(({ name }) => name)
    .sort(compareTexts)
    .join(', ');
}

const collator = new Intl.Collator('en', { numeric: true });

/** Natural order, then any fixed order: the collator finds some different texts equal. */
function compareTexts(a: string, b: string): number {
  return collator.compare(a, b) || Number(a > b) - Number(a < b);
}

/** Compares two files in natural order: `take 2` before `take 10`, folder by folder. */
export function inNaturalOrder(a: FoundFile, b: FoundFile): number {
  return compareTexts(a.folder, b.folder) || compareTexts(a.name, b.name) || compareTexts(a.path, b.path);
}

function clipsInNaturalOrder(a: PairedClip, b: PairedClip): number {
  return (
    compareTexts(a.video.folder, b.video.folder) ||
    compareTexts(a.name, b.name) ||
    compareTexts(a.language ?? '', b.language ?? '') ||
    compareTexts(a.video.path, b.video.path)
  );
}
