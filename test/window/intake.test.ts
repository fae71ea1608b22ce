import { perSecond } from '../fakes/price.ts';
import { describe, expect, it } from 'vitest';
import { creditsOf, likelyCredits, roundedCredits } from '../../src/renderer/features/intake/about.ts';
import { chosenFiles, type DroppedFile } from '../../src/renderer/features/intake/drop-entries.ts';
import { changeSelection, nothingSelected, subject } from '../../src/renderer/features/intake/selection.ts';
import { heightOf, longestItem, sheetItems } from '../../src/renderer/features/intake/sheet-items.ts';
import { upload, type UploadProgress } from '../../src/renderer/features/intake/uploads.ts';
import { costInWords, startWords, summary } from '../../src/renderer/features/intake/words.ts';
import { createFormats } from '../../src/renderer/i18n/formats.ts';
import { createTexts } from '../../src/renderer/i18n/i18n.ts';
import { createSheet, viewOf } from '../fakes/window-intake.ts';

const now = Date.UTC(2026, 10, 22);

describe('sheetItems', () => {
  const { clips } = createSheet('intake', now);

  it('keeps the rows of one video together, in order, with nothing lost', () => {
    const items = sheetItems(clips.length, (index) => clips[index]);
    expect(items.every(({ kind }) => kind === 'group')).toBe(true);
    expect(items.map((item) => (item.kind === 'group' ? item.video.name : ''))).toEqual([
      ...new Set(clips.map(({ video }) => video.name)),
    ]);
    expect(items.flatMap((item) => (item.kind === 'group' ? item.clips : []))).toEqual(clips);
  });

  it('leaves gaps for rows that were not pulled, so that every row has its place', () => {
    const items = sheetItems(1000, (index) => (index < 10 ? clips[index] : undefined));
    const rows = items.reduce((sum, item) => sum + (item.kind === 'gap' ? item.count : item.clips.length), 0);
    expect(rows).toBe(1000);
    expect(items.map(({ offset }) => offset)).toEqual(items.map(({ offset }) => offset).toSorted((a, b) => a - b));
    expect(Math.max(...items.map((item) => (item.kind === 'gap' ? item.count : 0)))).toBe(longestItem);
  });

  it('draws a video with hundreds of tracks in parts', () => {
    const [clip] = clips;
    const items = sheetItems(500, () => clip);
    expect(items.length).toBe(Math.ceil(500 / longestItem));
    expect(new Set(items.slice(0, -1).map(heightOf)).size).toBe(1);
  });
});

describe('the selection', () => {
  const rows = ['a', 'b', 'c', 'd', 'e'];

  it('stretches from the row that was chosen first, both ways', () => {
    const only = changeSelection(nothingSelected, { kind: 'only', id: 'c' });
    const down = changeSelection(only, { kind: 'extend', id: 'e', from: 'd', rows });
    const up = changeSelection(down, { kind: 'extend', id: 'a', from: 'e', rows });
    expect([...down.ids]).toEqual(['c', 'd', 'e']);
    expect([...up.ids]).toEqual(['a', 'b', 'c']);
  });

  it('starts anew when the first row is not there any more', () => {
    const gone = changeSelection(nothingSelected, { kind: 'only', id: 'gone' });
    expect([...changeSelection(gone, { kind: 'extend', id: 'd', from: 'c', rows }).ids]).toEqual(['d']);
  });

  it('acts on all that is selected only from a selected row', () => {
    const two = changeSelection(changeSelection(nothingSelected, { kind: 'only', id: 'a' }), {
      kind: 'toggle',
      id: 'b',
    });
    expect(subject(two, 'b')).toEqual(['a', 'b']);
    expect(subject(two, 'e')).toEqual(['e']);
  });
});

describe('upload', () => {
  const dropped = (names: string[]): DroppedFile[] =>
    names.map((name) => ({ folder: 'shoot/day 1', file: new File(['x'.repeat(100)], name) }));

  it('announces with folders, sends what the engine wants, names what did not arrive, and never goes backwards', async () => {
    const announced: string[] = [];
    const sent: string[] = [];
    const told: UploadProgress[] = [];
    const outcome = await upload(dropped(['a.mp4', 'a.wav', 'notes.txt', 'b.mp4']), {
      announce: (files) => {
        announced.push(...files.map(({ folder, name, size }) => `${folder}/${name} ${size}`));
        return Promise.resolve({ ids: files.map(({ name }) => (name.endsWith('.txt') ? null : `id-${name}`)) });
      },
      send: (address, file, onProgress) => {
        sent.push(address);
        onProgress(40);
        onProgress(90);
        return file.name === 'b.mp4' ? Promise.reject(new Error('cut')) : Promise.resolve();
      },
      onProgress: (progress) => told.push(progress),
      signal: new AbortController().signal,
    });
    expect(announced).toEqual(['a.mp4', 'a.wav', 'notes.txt', 'b.mp4'].map((name) => `shoot/day 1/${name} 100`));
    expect(sent.toSorted()).toEqual(['/upload/id-a.mp4', '/upload/id-a.wav', '/upload/id-b.mp4']);
    expect(outcome).toEqual({ leftOut: 1, failed: ['b.mp4'], canceled: false });
    expect(told.map(({ sizeSent }) => sizeSent)).toEqual(
      told.map(({ sizeSent }) => sizeSent).toSorted((a, b) => a - b),
    );
    expect(told.at(-1)).toEqual({ files: 3, filesSent: 3, size: 300, sizeSent: 300 });
  });

  it('announces thousands of files in parts and sends a few at a time', async () => {
    let [open, most] = [0, 0];
    const parts: number[] = [];
    await upload(dropped(Array.from({ length: 2100 }, (_, index) => `${index}.mp4`)), {
      announce: (files) => {
        parts.push(files.length);
        return Promise.resolve({ ids: files.map(({ name }) => name) });
      },
      send: async () => {
        most = Math.max(most, ++open);
        await Promise.resolve();
        open -= 1;
      },
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    expect(parts).toEqual([1000, 1000, 100]);
    expect(most).toBe(3);
  });

  it('stops when it is canceled, and blames no file for that', async () => {
    const stopping = new AbortController();
    const sent: string[] = [];
    const outcome = await upload(dropped(['a.mp4', 'b.mp4', 'c.mp4', 'd.mp4', 'e.mp4']), {
      announce: (files) => Promise.resolve({ ids: files.map(({ name }) => name) }),
      send: (address) => {
        sent.push(address);
        stopping.abort();
        return Promise.reject(new Error('aborted'));
      },
      onProgress: () => undefined,
      signal: stopping.signal,
    });
    expect(sent.length).toBeLessThanOrEqual(3);
    expect(outcome).toEqual({ leftOut: 0, failed: [], canceled: true });
  });
});

describe('chosenFiles', () => {
  it('keeps the folder of each file and passes over hidden ones', () => {
    const file = (path: string): File => {
      const made = new File([''], path.split('/').at(-1) ?? '');
      Object.defineProperty(made, 'webkitRelativePath', { value: path });
      return made;
    };
    const files = [file('shoot/day 1/a.mp4'), file('shoot/.DS_Store'), file('a.wav')];
    expect(chosenFiles(files).files.map(({ folder, file: { name } }) => [folder, name])).toEqual([
      ['shoot/day 1', 'a.mp4'],
      ['', 'a.wav'],
    ]);
  });
});

describe.each(['en', 'zh-CN'] as const)('what the foot says in %s', (language) => {
  const { t } = createTexts(language);
  const formats = createFormats(language);
  const view = viewOf(createSheet('intake', now), 1, 1);
  const price = perSecond(1, 1, 61);

  it('states clips and cost on the button, rounded as an estimate', () => {
    expect(startWords(view.start, false, t, formats)).toContain('51');
    expect(startWords(view.start, false, t, formats)).toContain('820');
    expect(startWords({ ...view.start, clips: 10_000 }, false, t, formats)).toContain('10,000');
  });

  it('never names a number that is not known', () => {
    const unknown = { ...view.start, credits: null };
    expect(startWords(unknown, false, t, formats)).not.toContain('820');
    expect(costInWords({ start: unknown, fits: null, left: null, price: null, balance: 1200 }, t, formats)).toBe(
      t('intake.priceUnknown'),
    );
  });

  const beside = (balance: number, left: number) => {
    const known = { low: left, likely: left, high: left };
    return { start: view.start, fits: null, left: known, price, balance };
  };

  it('counts what the queue needs of the balance, and says nothing of a rest that is unknown', () => {
    expect(costInWords(beside(1200, 900), t, formats)).toContain('81');
    expect(costInWords(beside(1200, 500), t, formats)).toContain('700');
    expect(costInWords({ ...beside(1200, 0), left: null }, t, formats)).not.toContain('1,200');
  });

  it('says a rest to the credit where the cost is: 955 less 4 is 951', () => {
    const start = { ...view.start, clips: 1, credits: { low: 4, likely: 4, high: 4 } };
    expect(costInWords({ ...beside(955, 955), start }, t, formats)).toContain('951');
  });

  it('says first what is missing when the balance is short', () => {
    expect(costInWords(beside(500, 500), t, formats)).toContain('320');
    expect(costInWords(beside(1200, 1200), t, formats)).toContain('380');
  });

  it('counts what is to be looked at', () => {
    const { clips, details } = summary(view, t, formats);
    expect(clips).toContain('52');
    expect(details).toContain('es 13');
    expect(details).toContain('2');
    const bare = { ...view, languages: [], mismatched: 0, withProblems: 2, already: 0 };
    expect(summary(bare, t, formats).details).toMatch(/^· 2 /);
    expect(summary({ ...bare, withProblems: 0 }, t, formats).details).toBe('');
  });
});

it('rounds an estimate no further than it is worth, and never to nothing', () => {
  expect([0.037, 0.42, 1.37, 7, 99, 841, 12_345].map(roundedCredits)).toEqual([0.037, 0.42, 1.4, 7, 99, 840, 12_300]);
  expect(likelyCredits({ low: 847, likely: 847, high: 847 })).toBe(847);
  expect(likelyCredits({ low: 800, likely: 847, high: 900 })).toBe(850);
  const [clip] = createSheet('intake', now).clips;
  if (clip === undefined) throw new Error('an empty sheet');
  expect([creditsOf(clip, perSecond(1))?.likely, creditsOf(clip, perSecond(1.06))?.likely]).toEqual([14, 14.84]);
  expect(creditsOf(clip, null)).toBeNull();
});
