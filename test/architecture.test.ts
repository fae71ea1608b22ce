import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { impurities } from './architecture/impurities.ts';
import { mayImport, rules } from './architecture/rules.ts';

const project = join(import.meta.dirname, '..');

/** Reads the imports of `folder`/src, those of types too, and judges them by the rules. */
async function judge(folder: string): Promise<ICruiseResult> {
  const { output } = await cruise(
    ['src'],
    {
      baseDir: folder,
      validate: true,
      ruleSet: { forbidden: [...rules] },
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
    },
    {
      extensions: ['.ts', '.tsx', '.js', '.json', '.d.ts'],
      conditionNames: ['import', 'node', 'types'],
      exportsFields: ['exports'],
    },
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser gave text');
  return output;
}

const violationsOf = ({ summary }: ICruiseResult): string[] =>
  summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);

describe('the sources', () => {
  let result: ICruiseResult;
  beforeAll(async () => {
    result = await judge(project);
  });

  it('keep every rule of who may import whom', () => {
    expect(result.summary.totalCruised).toBeGreaterThan(100);
    expect(violationsOf(result)).toEqual([]);
  });

  it('are all in a folder that the rules know', () => {
    const known = Object.keys(mayImport);
    const strays = result.modules
      .map(({ source }) => source)
      .filter((source) => source.startsWith('src/') && !known.some((place) => source.startsWith(place)));
    expect(strays).toEqual([]);
  });

  it('of core and shared ask for no time, no chance and nothing of the world', async () => {
    for (const folder of ['src/main/core', 'src/shared']) {
      const names = await readdir(join(project, folder), { recursive: true });
      for (const name of names.filter((each) => each.endsWith('.ts'))) {
        const source = await readFile(join(project, folder, name), 'utf8');
        expect(impurities(source), `${folder}/${name}`).toEqual([]);
      }
    }
  });
});

describe('the rules find', () => {
  // One small tree that breaks each rule once; what breaks which rule is what is expected.
  const files: Record<string, string> = {
    'package.json': JSON.stringify({
      dependencies: { 'better-sqlite3': '*', 'fluent-ffmpeg': '*' },
      devDependencies: { electron: '*', react: '*', vitest: '*' },
    }),
    ...Object.fromEntries(
      ['electron', 'better-sqlite3', 'fluent-ffmpeg', 'react', 'vitest'].map((name) => [
        `node_modules/${name}/index.js`,
        '',
      ]),
    ),
    'src/main/index.ts': `import 'electron'; import './cli/main.ts'; import './desktop/window.ts';`,
    'src/main/desktop/window.ts': `import '../index.ts';`,
    'src/main/cli/main.ts': `import 'fluent-ffmpeg'; import '../engine.ts'; import './electric.ts';`,
    'src/main/cli/electric.ts': `import 'electron'; import 'react';`,
    'src/main/engine.ts': `import './session/session.ts'; import './queue/queue.ts'; import './nowhere.ts';`,
    'src/main/session/session.ts': `import 'vitest';`,
    'src/main/queue/queue.ts': `import 'better-sqlite3'; import '../ledger/ledger.ts';`,
    'src/main/ledger/ledger.ts': `import 'better-sqlite3'; import type { Port } from '../hosting/host.ts';`,
    'src/main/hosting/host.ts': `import '../core/a.ts'; export interface Port { a: 1 }`,
    'src/main/core/a.ts': `import './b.ts'; import 'node:fs/promises'; import '../queue/queue.ts';`,
    'src/main/core/b.ts': `import './a.ts'; import 'node:path';`,
    'src/main/core/unused.ts': `export const unused = 1;`,
    'src/shared/c.ts': `import 'node:crypto'; import '../main/core/b.ts';`,
    'src/practice/service.ts': `import '../shared/c.ts';`,
    'src/preload/index.ts': `import 'electron'; import 'node:fs';`,
    'src/renderer/main.tsx': `import 'react'; import '../shared/c.ts'; import '../main/engine.ts'; import '../preload/index.ts';`,
  };
  const expected = [
    'arrows-of src/main/index.ts: src/main/index.ts -> src/main/cli/main.ts',
    'arrows-of src/main/core/: src/main/core/a.ts -> src/main/queue/queue.ts',
    'arrows-of src/main/desktop/: src/main/desktop/window.ts -> src/main/index.ts',
    'arrows-of src/main/engine.ts: src/main/engine.ts -> src/main/session/session.ts',
    'arrows-of src/main/ledger/: src/main/ledger/ledger.ts -> src/main/hosting/host.ts',
    'arrows-of src/practice/: src/practice/service.ts -> src/shared/c.ts',
    'arrows-of src/renderer/: src/renderer/main.tsx -> src/main/engine.ts',
    'arrows-of src/renderer/: src/renderer/main.tsx -> src/preload/index.ts',
    'arrows-of src/shared/: src/shared/c.ts -> src/main/core/b.ts',
    'electron-in-the-shell-only: src/main/cli/electric.ts -> node_modules/electron/index.js',
    'fluent-ffmpeg-in-media-only: src/main/cli/main.ts -> node_modules/fluent-ffmpeg/index.js',
    'no-cycles: src/main/core/a.ts -> src/main/core/b.ts',
    'nothing-unresolved: src/main/engine.ts -> ./nowhere.ts',
    'nothing-unused: src/main/core/unused.ts -> src/main/core/unused.ts',
    'pure-code-does-no-io: src/main/core/a.ts -> fs/promises',
    'react-in-the-renderer-only: src/main/cli/electric.ts -> node_modules/react/index.js',
    'sqlite-in-the-ledger-only: src/main/queue/queue.ts -> node_modules/better-sqlite3/index.js',
    'the-program-needs-no-development-package: src/main/session/session.ts -> node_modules/vitest/index.js',
    'windows-have-no-node: src/preload/index.ts -> fs',
    'windows-have-no-node: src/shared/c.ts -> crypto',
  ];
  let folder = '';
  let found: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoal-architecture-'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    found = violationsOf(await judge(folder));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(expected)('%s', (violation) => expect(found).toContain(violation));

  it('and there is an example for each of them', () => {
    const named = (name: string): boolean => expected.some((violation) => violation.startsWith(`${name}: `));
    const single = rules.map(({ name }) => name ?? '').filter((name) => !name.startsWith('arrows-of'));
    expect(single.filter((name) => !named(name))).toEqual([]);
  });

  it('and nothing in what is allowed', () => {
    const allowed = ['src/main/index.ts -> src/main/desktop/', 'hosting/host.ts -> src/main/core', 'b.ts -> path'];
    for (const arrow of allowed) expect(found.filter((violation) => violation.includes(arrow))).toEqual([]);
  });
});

describe('a clock, chance or the world', () => {
  it.each([
    'Date.now()',
    'const now = Date.now;',
    'new Date()',
    'Date()',
    'Math.random()',
    'performance.now()',
    'setTimeout(f, 1)',
    'globalThis; process.env["A"]',
    'await fetch(url)',
  ])('is found in: %s', (source) => expect(impurities(source)).toHaveLength(1));

  it.each(['new Date(at).toISOString()', 'Date.parse(text)', 'clock.now()', 'const x = { process: 1 }; x.process'])(
    'is not found in: %s',
    (source) => expect(impurities(source)).toEqual([]),
  );
});
