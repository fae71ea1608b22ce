import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { describeUnpaired, kindOfName, pair } from '../../../src/main/core/pairing.ts';
import type { FoundFile, Pairing } from '../../../src/main/core/pairing.ts';

function found(path: string): FoundFile {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  const kind = kindOfName(name);
  if (kind === null) throw new Error(`${path} is not media`);
  return { path, folder: path.slice(0, Math.max(slash, 0)), name, kind };
}

/** Pairs paths, and shows each clip as `video + audio = name [language]` and each other file as `path: code`. */
function shown(...paths: string[]): { clips: string[]; unpaired: string[] } {
  const { clips, unpaired } = pair(paths.map(found));
  return {
    clips: clips.map(
      ({ video, audio, name, language }) =>
        `${video.path} + ${audio.path} = ${name}${language === null ? '' : ` [${language}]`}`,
    ),
    unpaired: unpaired.map(({ file, reason }) => `${file.path}: ${reason.code}`),
  };
}

describe('kindOfName', () => {
  it.each([
    ['a.mp4', 'video'],
    ['a.MOV', 'video'],
    ['a.b.mts', 'video'],
    ['a.wav', 'audio'],
    ['a.Opus', 'audio'],
    ['a.txt', null],
    ['mp4', null],
    ['.mp4', null],
    ['._a.mp4', null],
  ])('takes %s for %s', (name, kind) => {
    expect(kindOfName(name)).toBe(kind);
  });
});

describe('pairing by name', () => {
  it('pairs equal stems, and leaves what has no partner', () => {
    expect(shown('a.mp4', 'a.wav', 'b.mov', 'b.mp3', 'c.mp4', 'd.wav')).toEqual({
      clips: ['a.mp4 + a.wav = a', 'b.mov + b.mp3 = b'],
      unpaired: ['c.mp4: no-audio-of-that-name', 'd.wav: no-video-of-that-name'],
    });
  });

  it.each([
    ['clip.es.mp3', 'es'],
    ['clip_fr-CA.wav', 'fr-CA'],
    ['clip_fr_ca.wav', 'fr-CA'],
    ['clip-zh.m4a', 'zh'],
    ['clip zh-hans.m4a', 'zh-Hans'],
    ['clip - DE.wav', 'de'],
    ['clip.zh_Hant_TW.wav', 'zh-Hant-TW'],
    ['clip_es-419.wav', 'es-419'],
    ['clip.eng.wav', 'en'],
    ['clip.yue.wav', 'yue'],
  ])('reads the language of %s as %s', (audio, language) => {
    expect(shown('clip.mp4', 'other.mp4', audio).clips).toEqual([`clip.mp4 + ${audio} = clip [${language}]`]);
  });

  it.each([
    'v2',
    '01',
    '001',
    'es-001',
    'final',
    'HD',
    'vo',
    'in',
    'new',
    'mix',
    'may',
    'run',
    'pcm',
    'bas',
    'xx',
    'en-XX',
    'es-demo',
    'spanish',
  ])('does not take “%s” for a language', (suffix) => {
    expect(shown('clip.mp4', 'other.mp4', `clip_${suffix}.wav`, `other.wav`).unpaired).toContain(
      `clip_${suffix}.wav: no-video-of-that-name`,
    );
  });

  it('makes one clip a language, with the plain track beside them', () => {
    expect(shown('clip.mp4', 'other.mp4', 'clip.wav', 'clip.es.mp3', 'clip_de.wav')).toEqual({
      clips: ['clip.mp4 + clip.wav = clip', 'clip.mp4 + clip_de.wav = clip [de]', 'clip.mp4 + clip.es.mp3 = clip [es]'],
      unpaired: ['other.mp4: no-audio-of-that-name'],
    });
  });

  it('prefers the same stem to a language', () => {
    expect(shown('intro-en.mp4', 'intro.mp4', 'intro-en.wav').clips).toEqual([
      'intro-en.mp4 + intro-en.wav = intro-en',
    ]);
  });

  it('does not choose between two readings of a language', () => {
    expect(shown('clip.mp4', 'clip-pt.mp4', 'clip-pt-br.wav', 'clip.wav')).toEqual({
      clips: ['clip.mp4 + clip.wav = clip'],
      unpaired: ['clip-pt-br.wav: fits-several-videos', 'clip-pt.mp4: no-audio-of-that-name'],
    });
  });

  it('does not choose between tracks for the same clip', () => {
    expect(shown('a.mp4', 'b.mp4', 'a.wav', 'a.mp3', 'a.es.wav', 'b.fr.wav', 'b_FR.mp3')).toEqual({
      clips: ['a.mp4 + a.es.wav = a [es]'],
      unpaired: [
        'a.mp3: audios-share-name',
        'a.wav: audios-share-name',
        'b_FR.mp3: audios-share-name',
        'b.fr.wav: audios-share-name',
        'b.mp4: audios-share-name',
      ],
    });
  });

  it('does not choose between videos of one name', () => {
    expect(shown('a.mp4', 'a.mov', 'a.wav', 'a.es.wav', 'b.mp4', 'b.wav')).toEqual({
      clips: ['b.mp4 + b.wav = b'],
      unpaired: [
        'a.es.wav: videos-share-name',
        'a.mov: videos-share-name',
        'a.mp4: videos-share-name',
        'a.wav: videos-share-name',
      ],
    });
  });

  it('finds names equal whatever their case and Unicode normalisation', () => {
    expect(shown('Café.MP4', 'cafe\u0301_ES.wav', 'ÜBER.mp4', 'u\u0308ber.WAV').clips).toEqual([
      'Café.MP4 + cafe\u0301_ES.wav = Café [es]',
      'ÜBER.mp4 + u\u0308ber.WAV = ÜBER',
    ]);
  });

  it('pairs each folder for itself', () => {
    expect(shown('a.mp4', 'x/a.wav', 'y/a.mp4', 'y/a.wav', 'y/z/a.wav')).toEqual({
      clips: ['y/a.mp4 + y/a.wav = a'],
      unpaired: ['a.mp4: no-audio-in-folder', 'x/a.wav: no-video-in-folder', 'y/z/a.wav: no-video-in-folder'],
    });
  });

  it('names clips that are called the same after their folders, from where these differ', () => {
    const both = (folder: string): string[] => [`${folder}intro.mp4`, `${folder}Intro.es.wav`];
    const names = (...folders: string[]): string[] =>
      pair(folders.flatMap(both).map(found)).clips.map(({ name }) => name);
    expect(names('')).toEqual(['intro']);
    expect(names('s/ep 2/', 's/ep 10/')).toEqual(['ep 2 - intro', 'ep 10 - intro']);
    expect(names('', 'x/', 'x/y/')).toEqual(['intro', 'x - intro', 'x - y - intro']);
    expect(shown('x/a.mp4', 'x/a.wav', 'y/A.mp4', 'y/A.wav', 'y/b.mp4', 'y/b.wav').clips).toEqual([
      'x/a.mp4 + x/a.wav = x - a',
      'y/b.mp4 + y/b.wav = b',
      'y/A.mp4 + y/A.wav = y - A',
    ]);
  });

  it('answers in natural order', () => {
    const takes = ['take 10', 'take 2', 'Take 1'].flatMap((stem) => [`${stem}.mp4`, `${stem}.wav`]);
    expect(pair(takes.map(found)).clips.map(({ name }) => name)).toEqual(['Take 1', 'take 2', 'take 10']);
  });
});

describe("a folder's only audio track", () => {
  it('goes with every video when it is named after none', () => {
    expect(shown('a.mp4', 'b.mp4', 'voice.es.wav').clips).toEqual([
      'a.mp4 + voice.es.wav = a [es]',
      'b.mp4 + voice.es.wav = b [es]',
    ]);
  });

  it('goes only with the video that it is named after', () => {
    expect(shown('a.mp4', 'b.mp4', 'a.wav')).toEqual({
      clips: ['a.mp4 + a.wav = a'],
      unpaired: ['b.mp4: no-audio-of-that-name'],
    });
  });

  it('does not go with videos that share a name', () => {
    expect(shown('a.mp4', 'a.mov', 'b.mp4', 'voice.wav')).toEqual({
      clips: ['b.mp4 + voice.wav = b'],
      unpaired: ['a.mov: videos-share-name', 'a.mp4: videos-share-name'],
    });
    expect(shown('a.mp4', 'a.mov', 'voice.wav').unpaired).toEqual([
      'a.mov: videos-share-name',
      'a.mp4: videos-share-name',
      'voice.wav: videos-share-name',
    ]);
  });
});

describe("a folder's only video", () => {
  it('goes with a track of any name', () => {
    expect(shown('talk.mp4', 'voice.wav').clips).toEqual(['talk.mp4 + voice.wav = talk']);
  });

  it('goes with every track, named by language', () => {
    expect(shown('talk.mp4', 'talk.wav', 'voice_es.wav', 'fr.wav').clips).toEqual([
      'talk.mp4 + talk.wav = talk',
      'talk.mp4 + voice_es.wav = talk [es]',
      'talk.mp4 + fr.wav = talk [fr]',
    ]);
  });

  it('goes with every track, named by the track where the language does not tell', () => {
    expect(shown('talk.mp4', 'alice_es.wav', 'bob_es.wav', 'alice.wav', 'talk-v2.wav').clips).toEqual([
      'talk.mp4 + alice.wav = talk + alice',
      'talk.mp4 + alice_es.wav = talk + alice [es]',
      'talk.mp4 + bob_es.wav = talk + bob [es]',
      'talk.mp4 + talk-v2.wav = talk-v2',
    ]);
  });

  it('does not choose between tracks that would be the same clip', () => {
    expect(shown('talk.mp4', 'es.wav', 'talk.es.mp3', 'alice.wav', 'alice.mp3')).toEqual({
      clips: [],
      unpaired: ['alice.mp3', 'alice.wav', 'es.wav', 'talk.es.mp3', 'talk.mp4'].map(
        (path) => `${path}: audios-share-name`,
      ),
    });
  });
});

it('tells every reason in English', () => {
  const { unpaired } = pair(['a.mp4', 'a.mov', 'a.wav', 'b.mp4', 'c.wav'].map(found));
  const texts = unpaired.map(({ reason }) => describeUnpaired(reason));
  expect(texts).toContain('Several videos share this name: a.mov, a.mp4. Rename or remove all but one.');
  for (const text of texts) expect(text).toMatch(/^[A-Z].*\.$/);
});

/** Files whose few names collide often: stems, languages, separators, extensions and folders in any combination. */
const anyFiles = fc
  .uniqueArray(
    fc
      .tuple(
        fc.constantFrom('', 'x/', 'x/y/'),
        fc.constantFrom('clip', 'Clip', 'café', 'cafe\u0301', 'clip-pt', 'clip + voice', 'voice', 'take 2', 'es'),
        fc.constantFrom('', '', '.es', '_fr-CA', '-pt-BR', ' br', '-v2'),
        fc.constantFrom('.mp4', '.mov', '.wav', '.mp3'),
      )
      .map((parts) => parts.join('')),
    { maxLength: 12 },
  )
  .map((paths) => paths.map(found));

/** What was paired and what not, without the order and without the spelling of names. */
function outcome({ clips, unpaired }: Pairing): string[] {
  return [
    ...clips.map(({ video, audio, language }) => `${video.path} + ${audio.path} ${language ?? ''}`),
    ...unpaired.map(({ file, reason }) => `${file.path} ${reason.code}`),
  ].sort();
}

describe('whatever the files', () => {
  it('puts every file in clips or, once, among the unpaired', () => {
    fc.assert(
      fc.property(anyFiles, (files) => {
        const { clips, unpaired } = pair(files);
        const inClips = new Set(clips.flatMap(({ video, audio }) => [video.path, audio.path]));
        const all = [...inClips, ...unpaired.map(({ file }) => file.path)];
        expect(all.sort()).toEqual(files.map(({ path }) => path).sort());
      }),
    );
  });

  it('makes clips of one video and one audio track of the same folder, each once and with a name of its own', () => {
    fc.assert(
      fc.property(anyFiles, (files) => {
        const { clips } = pair(files);
        for (const { video, audio } of clips) {
          expect([video.kind, audio.kind]).toEqual(['video', 'audio']);
          expect(audio.folder).toBe(video.folder);
        }
        const pairs = clips.map(({ video, audio }) => `${video.path}|${audio.path}`);
        expect(new Set(pairs).size).toBe(clips.length);
        const results = clips.map(({ name, language }) => `${name}|${language ?? ''}`.normalize('NFC').toLowerCase());
        expect(new Set(results).size).toBe(clips.length);
      }),
    );
  });

  it('answers the same whatever their order', () => {
    const shuffled = anyFiles.chain((files) =>
      fc.tuple(fc.constant(files), fc.shuffledSubarray(files, { minLength: files.length })),
    );
    fc.assert(
      fc.property(shuffled, ([files, others]) => {
        expect(pair(others)).toEqual(pair(files));
      }),
    );
  });

  it.each([
    ['upper case', (name: string) => name.toUpperCase()],
    ['decomposed letters', (name: string) => name.normalize('NFD')],
    ['composed letters', (name: string) => name.normalize('NFC')],
  ])('answers the same for names in %s', (_, respelled) => {
    fc.assert(
      fc.property(anyFiles, (files) => {
        const others = files.map((file) => ({ ...file, name: respelled(file.name) }));
        expect(outcome(pair(others))).toEqual(outcome(pair(files)));
      }),
    );
  });
});
