/** Electron's entry: one instance, one engine, one window. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, dialog, protocol } from 'electron';
import { describe } from '../shared/problems.ts';
import { openWindowService } from './contract/window-service.ts';
import { redact } from './core/redact.ts';
import { broughtPaths, broughtSchema } from './desktop/brought-paths.ts';
import { firstPage, pagesScheme } from './desktop/pages.ts';
import { Memory } from './desktop/remembered.ts';
import { desktopFileManager } from './desktop/file-manager.ts';
import { Shell } from './desktop/shell.ts';
import { lookForUpdate } from './desktop/updates.ts';
import { createLog } from './logs/log.ts';
import { apiToken, storageSecret, systemSecrets } from './session/system-secrets.ts';
import { defaultApiUrl } from './fishspeech/base-url.ts';
import { defaultDataFolder, logFolder } from './session/data-folder.ts';
import { openWorkspace } from './session/open-workspace.ts';
import { version } from './session/version.ts';

const built = join(import.meta.dirname, '..');
const dataFolder = defaultDataFolder(process.env);
const secrets = systemSecrets();
const log = createLog({ folder: logFolder(dataFolder), version, secrets: () => secrets.values() });
process.on('uncaughtExceptionMonitor', (error) => log.fault(error));
// Only `npm run dev` sets the address, and a packaged program does not look at it.
const home = (!app.isPackaged && process.env['ELECTRON_RENDERER_URL']) || firstPage;
// A start from the sources has the folder of the program as an argument of its own.
const brought = { paths: broughtPaths(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd()) };

protocol.registerSchemesAsPrivileged([
  { scheme: pagesScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);
app.enableSandbox();
app.setAppUserModelId('app.shoal.desktop');

if (app.requestSingleInstanceLock(brought)) {
  const opened: string[] = [];
  let shell: Shell | null = null;
  const add = (paths: readonly string[]): void => {
    if (shell === null) opened.push(...paths);
    else void shell.add(paths).catch(onFault);
  };
  app.on('second-instance', (_event, _arguments, _folder, data) => {
    const given = broughtSchema.safeParse(data);
    add(given.success ? given.data.paths : []);
  });
  // macOS gives files that are dropped on the icon one by one, even before the program is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    add([path]);
  });
  void app
    .whenReady()
    .then(async () => {
      shell = await run();
      const paths = [...brought.paths, ...opened];
      if (paths.length > 0) await shell.add(paths);
      await lookForUpdate(onFault);
    })
    .catch((error: unknown) => {
      log.fault(error);
      dialog.showErrorBox('Shoal could not start', faultText(error));
      app.exit(1);
    });
} else {
  app.quit();
}

async function run(): Promise<Shell> {
  const memory = new Memory(join(dataFolder, 'desktop.json'));
  const service = await openWindowService({
    dataFolder,
    practice: memory.now.practice,
    open: (practice) =>
      openWorkspace({
        session: {
          dataDir: dataFolder,
          apiUrl: defaultApiUrl,
          practice,
          token: apiToken(secrets, defaultApiUrl),
          storageSecret: (storage) => storageSecret(secrets, storage),
          log,
        },
        worker: 'the Shoal window',
        resultsFolder: join(homedir(), 'Shoal'),
        fileManager: desktopFileManager,
        onFault,
      }),
  });
  if (!service.ok) {
    const { what, next } = describe(service.problem);
    throw new Error(`${what} ${next}`);
  }
  const shell = new Shell({
    service: service.value,
    memory,
    home,
    pagesFolder: join(built, 'renderer'),
    preload: join(built, 'preload/index.cjs'),
    trayIcon: join(built, '../resources/tray.png'),
    isMac: process.platform === 'darwin',
    onFault,
  });
  await shell.start();
  return shell;
}

function onFault(error: unknown): void {
  log.fault(error);
  process.stderr.write(`${faultText(error)}\n`);
}

function faultText(error: unknown): string {
  return redact(error instanceof Error ? error.message : String(error), {
    homeFolder: homedir(),
    secrets: secrets.values(),
  });
}
