/** Electron's entry: one instance, one engine, one window. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, dialog, protocol } from 'electron';
import { openWindowService } from './contract/window-service.ts';
import { redact } from './core/redact.ts';
import { broughtPaths, broughtSchema } from './desktop/brought-paths.ts';
import { firstPage, pagesScheme } from './desktop/pages.ts';
import { Memory } from './desktop/remembered.ts';
import { desktopFileManager } from './desktop/file-manager.ts';
import { openService } from './desktop/open-service.ts';
import { Shell } from './desktop/shell.ts';
import { lookForUpdate } from './desktop/updates.ts';
import { wordsFor } from './desktop/words.ts';
import { createLog } from './logs/log.ts';
import { apiToken, storageSecret, systemSecrets } from './session/system-secrets.ts';
import { defaultApiUrl } from './fishspeech/base-url.ts';
import { defaultDataFolder, logFolder } from './session/data-folder.ts';
import { openWorkspace } from './session/open-workspace.ts';
import { version } from './session/version.ts';

const built = join(import.meta.dirname, '..');
const resources = join(built, '../resources');
/** macOS colours a template by itself; Windows picks a size. */
const trayIcons: Partial<Record<NodeJS.Platform, string>> = { darwin: 'trayTemplate.png', win32: 'icon.ico' };
const dataFolder = defaultDataFolder(process.env);
const secrets = systemSecrets();
const log = createLog({ folder: logFolder(dataFolder), version, secrets: () => secrets.values() });
// Electron itself only warns of the one, and after the other shows its stack and goes on as if nothing had been.
process.on('unhandledRejection', onFault);
process.on('uncaughtException', (error) => {
  onFault(error);
  const { fault } = wordsFor(null, app.isReady() ? app.getLocale() : '');
  dialog.showErrorBox(fault.title, `${faultText(error)}\n\n${fault.detail}`);
  // What is in memory cannot be trusted any more. The ledger can: this is a crash, and the next start goes on.
  app.exit(1);
});
// Only `npm run dev` sets the address, and a packaged program does not look at it.
const home = (!app.isPackaged && process.env['ELECTRON_RENDERER_URL']) || firstPage;
const brought = { paths: broughtPaths(process.argv.slice(1), process.cwd(), app.isPackaged) };

protocol.registerSchemesAsPrivileged([
  { scheme: pagesScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);
app.enableSandbox();
// The taskbar and notifications of Windows go by it; other systems have no such method.
if (process.platform === 'win32') app.setAppUserModelId('app.shoal.desktop');

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
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') onFault(new Error(`Chromium's process ${type} is gone: ${reason} (${exitCode}).`));
  });
  // A keychain that waits for its password to be typed holds a thread that Node would wait for, with no window to see.
  app.on('quit', () => secrets.isWaiting && process.kill(process.pid, 'SIGKILL'));
  void app
    .whenReady()
    .then(async () => {
      shell = await run();
      if (shell === null) {
        app.quit();
        return;
      }
      const paths = [...brought.paths, ...opened];
      if (paths.length > 0) await shell.add(paths);
      await lookForUpdate(onFault);
    })
    .catch((error: unknown) => {
      log.fault(error);
      dialog.showErrorBox(wordsFor(null, app.getLocale()).start.failed, faultText(error));
      app.exit(1);
    });
} else {
  app.quit();
}

/** Null when the person gave up what kept it from starting. */
async function run(): Promise<Shell | null> {
  const memory = new Memory(join(dataFolder, 'desktop.json'));
  const service = await openService(memory, (practice) =>
    openWindowService({
      dataFolder,
      practice,
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
    }),
  );
  if (service === null) return null;
  const shell = new Shell({
    service,
    memory,
    home,
    pagesFolder: join(built, 'renderer'),
    preload: join(built, 'preload/index.cjs'),
    trayIcon: join(resources, trayIcons[process.platform] ?? 'tray.png'),
    needsYouIcon: join(resources, 'needs-you.png'),
    onFault,
  });
  await shell.start();
  return shell;
}

function onFault(error: unknown): void {
  log.fault(error);
  // Unlike the stream itself, the console bears that a terminal was closed.
  // eslint-disable-next-line no-console
  console.error(faultText(error));
}

function faultText(error: unknown): string {
  return redact(error instanceof Error ? error.message : String(error), {
    homeFolder: homedir(),
    secrets: secrets.values(),
  });
}
