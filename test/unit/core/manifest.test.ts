import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { clipNameOf, parseManifest } from '../../../src/main/core/manifest.ts';
import type { ManifestRow } from '../../../src/main/core/manifest.ts';
import { describe as inEnglish } from '../../../src/shared/problems.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function rowsOf(text: string, name = 'clips.csv'): ManifestRow[] {
  const parsed = parseManifest(name, encode(text));
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => inEnglish(problem).what).join('\n'));
  return parsed.rows;
}

/** The problems of a manifest that must have some, as `code line column`. */
function problemsOf(content: string | Uint8Array, name = 'clips.csv'): string[] {
  const parsed = parseManifest(name, typeof content === 'string' ? encode(content) : content);
  if (parsed.ok) throw new Error('the manifest was taken');
  return parsed.problems.map(({ code, parameters: { line, column, first, reason } }) =>
    [code.replace('manifest.', ''), line, column, first, line === undefined ? reason : undefined]
      .filter((part) => part !== undefined)
      .join(' '),
  );
}

const path = (text: string): { kind: 'path'; path: string } => ({ kind: 'path', path: text });

describe('a .shoal manifest', () => {
  it('is JSON or CSV, by how it begins', () => {
    const [fromCsv] = rowsOf('video,audio\na.mp4,a.wav\n', 'clips.shoal');
    const [fromJson] = rowsOf('\n [{"video": "a.mp4", "audio": "a.wav"}]', 'Clips.SHOAL');
    expect(fromJson).toMatchObject({ video: path('a.mp4'), audio: path('a.wav') });
    expect(fromCsv).toMatchObject({ video: path('a.mp4'), audio: path('a.wav') });
  });
});

describe('a CSV manifest', () => {
  it.each([
    ['commas', 'video,audio,language,name\na.mp4,a b.wav,FR-ca,Intro\n'],
    ['semicolons', 'video;audio;language;name\na.mp4;a b.wav;fr_CA;Intro\n'],
    ['a BOM and CRLF', '\ufeffvideo,audio,language,name\r\na.mp4,a b.wav,fr-CA,Intro\r\n'],
    ['spaces, capitals and quotes', ' Video ,"AUDIO ", language,name\n a.mp4 ," a b.wav " ,fr-CA, Intro'],
    ['columns in another order', 'name,language,audio,video\nIntro,fr-CA,a b.wav,a.mp4'],
  ])('is read with %s', (_, text) => {
    expect(rowsOf(text)).toEqual([
      { line: 2, video: path('a.mp4'), audio: path('a b.wav'), language: 'fr-CA', name: 'Intro' },
    ]);
  });

  it('needs no language and no name', () => {
    expect(rowsOf('audio,video\n../a.wav,x/a.mp4\n')).toEqual([
      { line: 2, video: path('x/a.mp4'), audio: path('../a.wav'), language: null, name: null },
    ]);
    expect(rowsOf('video,audio,language,name\na.mp4,a.wav\n')[0]?.name).toBeNull();
  });

  it('counts lines as an editor does', () => {
    const text =
      '\nvideo,audio,language,name\r\n\r\na.mp4,a.wav,,"one\r\ntwo"\r\n,,,\r\n  \nb.mp4,b.wav,,\rc.mp4,c.wav,,';
    expect(rowsOf(text).map(({ line }) => line)).toEqual([4, 8, 9]);
  });

  it('takes https URLs, and http ones of this computer', () => {
    const [row] = rowsOf('video,audio\nhttps://example.com/a%20b.mp4?sig=x,http://127.0.0.1:8080/a.wav');
    expect(row).toMatchObject({
      video: { kind: 'url', url: 'https://example.com/a%20b.mp4?sig=x' },
      audio: { kind: 'url', url: 'http://127.0.0.1:8080/a.wav' },
    });
  });

  it('reports every problem, by line', () => {
    const text = [
      'video,audio,language,name,notes,Audio',
      'a.mp4,,es,A,,',
      'ftp://a.example/a.mp4,file:///a.wav,spanish,,,',
      'http://example.com/a.mp4,https://,,,,',
      'b.mp4,b.wav,,Hello, world,,and,more',
      'c.mp4,c.wav,es,a,,',
    ].join('\n');
    expect(problemsOf(text)).toEqual([
      'column 1 notes',
      'column-repeated 1 audio',
      'value-missing 2 audio',
      'value 3 video',
      'value 3 audio',
      'value 3 language',
      'value 4 video',
      'value 4 audio',
      'values-beyond-columns 5',
      'repeated-name 6 2',
    ]);
  });

  it('reports missing columns once', () => {
    expect(problemsOf('name\nx\ny')).toEqual(['column-missing 1 video', 'column-missing 1 audio']);
  });

  it('refuses clips whose results would have one name', () => {
    const rows = [
      'a.mp4,1.wav,es,Café',
      'b.mp4,2.wav,es,CAFE\u0301',
      'c.mp4,3.wav,fr,Café',
      'x/c.mp4,4.wav,,',
      'y/C.mov,5.wav,,',
    ];
    expect(problemsOf(['video,audio,language,name', ...rows].join('\n'))).toEqual([
      'repeated-name 3 2',
      'repeated-name 6 5',
    ]);
  });

  it.each([
    ['empty', '', 'it is empty'],
    ['only a header', 'video,audio\n', 'it lists no clips'],
    ['an open quotation mark', 'video,audio\na.mp4,"a.wav\n', 'a quotation mark is out of place in line 2'],
    ['Latin-1', Uint8Array.of(0x76, 0xe9, 0x0a), 'it is not UTF-8 text'],
    ['UTF-16', new Uint8Array(Buffer.from('video,audio', 'utf16le')), 'it is not UTF-8 text'],
    ['too large', new Uint8Array(20_000_001), 'it has more than 20 MB'],
    ['too many rows', `video,audio\n${'a,b\n'.repeat(100_001)}`, 'it has more than 100,000 rows'],
    ['too many rows between empty ones', `video,audio\n${'a,b\n,\n'.repeat(60_000)}`, 'it has more than 100,000 rows'],
  ])('is refused when it is %s', (_, content, reason) => {
    expect(problemsOf(content)).toEqual([`unreadable ${reason}`]);
  });

  it('shows nothing of a refused URL but its host', () => {
    const parsed = parseManifest(
      'clips.csv',
      encode('video,audio\nhttp://me:secret@example.com/a?sig=secret,ftp://secret:x@'),
    );
    expect(JSON.stringify(parsed)).toContain('http://example.com/…');
    expect(JSON.stringify(parsed)).not.toContain('secret');
  });

  it('takes 100,000 rows', () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `clips/${index}.mp4,voice.wav`);
    expect(rowsOf(['video,audio', ...rows].join('\n'))).toHaveLength(100_000);
  });
});

describe('a JSON manifest', () => {
  it('is read, with the lines on which its items begin', () => {
    const text =
      '\ufeff[{"video": "a.mp4", "Audio": "a.wav"},\n\n  {\n "video": "b {[\\".mp4",\r\n "audio": " b.wav", "language": null, "name": 12 },\r{"video": "c.mp4", "audio": "c.wav"}]';
    expect(rowsOf(text, 'clips.JSON')).toEqual([
      { line: 1, video: path('a.mp4'), audio: path('a.wav'), language: null, name: null },
      { line: 3, video: path('b {[".mp4'), audio: path('b.wav'), language: null, name: '12' },
      { line: 6, video: path('c.mp4'), audio: path('c.wav'), language: null, name: null },
    ]);
  });

  it('reports every problem, by line', () => {
    const text =
      '[\n{"video": "a.mp4"},\n{"video": true, "audio": " ", "notes": 1},\n{"video": "a\\nb", "audio": "a"}\n]';
    expect(problemsOf(text, 'clips.json')).toEqual([
      'column-missing 2 audio',
      'column 3 notes',
      'value 3 video',
      'value-missing 3 audio',
      'value 4 video',
    ]);
  });

  it.each([
    ['not JSON', '[{"video": ', 'it is not JSON'],
    ['not an array', '{"video": "a.mp4"}', 'it is not an array of objects'],
    ['an array of something else', '[1]', 'it is not an array of objects'],
    ['empty', '[]', 'it lists no clips'],
  ])('is refused when it is %s', (_, text, reason) => {
    expect(problemsOf(text, 'clips.json')).toEqual([`unreadable ${reason}`]);
  });
});

it.each([
  [{ name: 'Intro', video: path('a.mp4') }, 'Intro'],
  [{ name: null, video: path('x/y.z/a.b.mp4') }, 'a.b'],
  [{ name: null, video: path('x\\a.mp4') }, 'a'],
  [{ name: null, video: { kind: 'url', url: 'https://example.com/x/a%20b.mp4?c=d.e' } as const }, 'a b'],
  [{ name: null, video: { kind: 'url', url: 'https://example.com/%E0.mp4' } as const }, '%E0'],
  [{ name: null, video: { kind: 'url', url: 'https://example.com/' } as const }, 'example.com'],
])('names the clip of %j %s', (row, name) => {
  expect(clipNameOf(row)).toBe(name);
});

it('never throws, and gives rows or problems', () => {
  const pieces = fc.constantFrom(
    'video',
    'audio',
    ',',
    ';',
    '\n',
    '\r\n',
    '"',
    'a.mp4',
    'https://x/',
    '[',
    ']',
    '{',
    '}',
    ':',
    '"video"',
    ' ',
    '\\',
    'é',
  );
  const text = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.constantFrom('a.csv', 'a.json'), (content, name) => {
      const parsed = parseManifest(name, encode(content));
      expect(parsed.ok ? parsed.rows : parsed.problems).not.toEqual([]);
    }),
  );
});

it('gives back what was written, with its line', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', 'b', ',', ';', '"', '\n', 'é', '中', '.'),
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.uniqueArray(cell, { maxLength: 8, minLength: 1 }), (names) => {
      const texts = names.map((name, index) => `a.mp4,a.wav,"${index} ${name.replaceAll('"', '""')}x"`);
      let line = 2;
      const expected = texts.map((text, index) => {
        const row = { line, name: `${index} ${names[index] ?? ''}x` };
        line += text.split('\n').length;
        return row;
      });
      expect(rowsOf(['video,audio,name', ...texts].join('\n')).map(({ line, name }) => ({ line, name }))).toEqual(
        expected,
      );
    }),
  );
});
