import { globSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const project = join(import.meta.dirname, '../../..');
const declarations = join(project, 'node_modules/electron/electron.d.ts');

/** Of Electron, what the shell uses and some systems do not have. Each was looked at: it is asked for only where it is, or harmless. */
const known = [
  'app.dock: darwin', // undefined elsewhere, and asked whether it is
  "app.on('activate'): darwin",
  "app.on('open-file'): darwin",
  'app.dock.setMenu: darwin',
  'app.setAppUserModelId: win32', // no method elsewhere
  'app.setBadgeCount: linux,darwin', // shows nothing on Linux
  "powerMonitor.on('shutdown'): linux,darwin",
  "window.on('session-end'): win32",
  'window.setOverlayIcon: win32',
];

it('uses nothing that one of the systems does not have, but what is known here', () => {
  const files = ['src/main/index.ts', 'src/preload/index.ts', ...globSync('src/main/desktop/*.ts', { cwd: project })];
  const options: ts.CompilerOptions = { allowImportingTsExtensions: true, noEmit: true, noLib: true, types: [] };
  const host = ts.createCompilerHost(options);
  // Only what leads to Electron's types: all else would take long to read.
  host.resolveModuleNameLiterals = (names, from) =>
    names.map(({ text }) => {
      const own = text.startsWith('.') ? join(dirname(from), text) : null;
      const file = text === 'electron' ? declarations : own?.includes('desktop') === true ? own : null;
      return { resolvedModule: file === null ? undefined : { resolvedFileName: file, extension: extname(file) } };
    });
  const program = ts.createProgram(
    files.map((file) => join(project, file)),
    options,
    host,
  );
  const checker = program.getTypeChecker();
  const found = new Set<string>();
  const look = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      const call = ts.isCallExpression(node.parent) && node.parent.expression === node ? node.parent : null;
      const declaration =
        (call && checker.getResolvedSignature(call)?.declaration) ??
        checker.getSymbolAtLocation(node.name)?.valueDeclaration;
      if (declaration?.getSourceFile().fileName.endsWith('electron/electron.d.ts') === true) {
        const systems = ts.getJSDocTags(declaration).find(({ tagName }) => tagName.text === 'platform')?.comment;
        const [event] = call?.arguments ?? [];
        const which = node.name.text === 'on' && event !== undefined ? `(${event.getText()})` : '';
        const of = node.expression.getText().replace(/^.*(w|W)indow\??$/, 'window');
        if (systems !== undefined)
          found.add(`${of}.${node.name.text}${which}: ${ts.getTextOfJSDocComment(systems) ?? ''}`);
      }
    }
    ts.forEachChild(node, look);
  };
  for (const file of files) {
    const source = program.getSourceFile(join(project, file));
    if (source === undefined) throw new Error(`no source of ${file}`);
    look(source);
  }
  expect([...found].toSorted()).toEqual(known.toSorted());
});
