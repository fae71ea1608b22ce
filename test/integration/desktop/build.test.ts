import { glob, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildDesktop, project } from './built.ts';

describe('the built desktop program', () => {
  let built: Awaited<ReturnType<typeof buildDesktop>>;
  const code = new Map<string, string>();
  beforeAll(async () => {
    built = await buildDesktop();
    for await (const name of glob('**/*.{js,cjs}', { cwd: built.folder })) {
      code.set(name.replaceAll('\\', '/'), await readFile(join(built.folder, name), 'utf8'));
    }
  });
  afterAll(() => built.remove());

  const of = (folder: string): [string, string][] => [...code].filter(([name]) => name.startsWith(`${folder}/`));
  /** What a script imports or requires by name. */
  const imports = (script: string): string[] =>
    ts.preProcessFile(script, true, true).importedFiles.map(({ fileName }) => fileName);

  it('has a preload of one CommonJS file that requires nothing but electron and is small', () => {
    expect(of('preload').map(([name]) => name)).toEqual(['preload/index.cjs']);
    const preload = code.get('preload/index.cjs') ?? '';
    expect(imports(preload)).toEqual(['electron']);
    expect(preload.length).toBeLessThan(5_000);
  });

  it('has a renderer without anything of Node’s', () => {
    const scripts = of('renderer');
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, script] of scripts) {
      expect(imports(script).filter((name) => builtinModules.includes(name) || !name.startsWith('.'))).toEqual([]);
      expect(script).not.toMatch(/["'`]node:|__vite-browser-external|\bprocess\.env\b/);
    }
  });

  it('has a page without inline code, as its policy demands', async () => {
    const page = await readFile(join(built.folder, 'renderer/index.html'), 'utf8');
    for (const [tag] of page.matchAll(/<script[^>]*>/g)) expect(tag).toContain(' src="./');
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });

  it('has a main process that imports only electron, Node and what the program depends on', async () => {
    const { dependencies } = z
      .object({ dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(await readFile(join(project, 'package.json'), 'utf8')));
    const known = ['electron', ...builtinModules, ...Object.keys(dependencies)];
    const found = of('main').flatMap(([, script]) => imports(script));
    expect(found).toContain('better-sqlite3');
    const unknown = found.filter(
      (name) =>
        !/^(node:|\.)/.test(name) && !known.some((package_) => name === package_ || name.startsWith(`${package_}/`)),
    );
    expect(unknown).toEqual([]);
  });
});
