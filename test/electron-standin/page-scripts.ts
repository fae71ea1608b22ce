import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { PreloadConfig } from './page-messages.ts';

/** The name that Electron too gives the preload's world. */
export const preloadWorld = 'Electron Isolated Context';

/** The script that runs first in the world of the page's own scripts. */
export async function mainWorldScript(): Promise<string> {
  return `(() => {${await sourcesOf('bridge', 'main-world')}\nstartMainWorld();\n})();`;
}

/** The script for the preload's world: its surroundings, and the built preload at `path`, as it is. */
export async function preloadScript(path: string, config: PreloadConfig): Promise<string> {
  const preload = `function (require, module, exports, process) {${await readFile(path, 'utf8')}\n}`;
  const surroundings = await sourcesOf('../codec', 'bridge', 'preload');
  return `(() => {${surroundings}\nstartPreload(${JSON.stringify(config)}, ${preload});\n})();\n//# sourceURL=${pathToFileURL(path).href}`;
}

/**
 * The functions that files of `page/` export, as JavaScript: Node has taken the types out of what a function says of itself.
 * They are imported by a name that the compiler cannot follow, because only the window's half of the project knows the DOM.
 */
async function sourcesOf(...names: string[]): Promise<string> {
  const sources: string[] = [];
  for (const name of names) {
    const module: unknown = await import(new URL(`page/${name}.ts`, import.meta.url).href);
    if (typeof module !== 'object' || module === null) throw new Error(`${name} is no module`);
    sources.push(...Object.values(module).map(String));
  }
  return sources.join('\n');
}
