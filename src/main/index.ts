import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, protocol } from 'electron';
import type { Result } from '../shared/result.ts';
import { redact } from './core/redact.ts';
import { answerPage, firstPage, pagesScheme } from './desktop/pages.ts';
import { serveQueue } from './desktop/queue-channel.ts';
import { denyPermissions, openWindow } from './desktop/window.ts';
import type { Secret } from './secrets/secrets.ts';
import { apiToken, systemSecrets } from './session/api-token.ts';
import { defaultDataFolder } from './session/data-folder.ts';
import { openSession, type Session } from './session/session.ts';

/** Electron's entry: one instance, one engine, one window. */

const preload = join(import.meta.dirname, '../preload/index.cjs');
const apiUrl = 'https://fishaudio.org';
const builtPages = join(import.meta.dirname, '../renderer');
// Only `npm run dev` sets the address, and a packaged program does not look at it.
const home = (!app.isPackaged && process.env['ELECTRON_RENDERER_URL']) || firstPage;

protocol.registerSchemesAsPrivileged([
  { scheme: pagesScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
app.enableSandbox();

if (app.requestSingleInstanceLock()) {
  void app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      dialog.showErrorBox('Shoal could not start', faultText(error));
      app.exit(1);
    });
} else {
  app.quit();
}

async function run(): Promise<void> {
  protocol.handle(pagesScheme, (request) => answerPage(builtPages, request));
  denyPermissions();

  // Without a token there is only practice to look at.
  const token = apiToken(systemSecrets(), apiUrl);
  const practice = (await token.read()) === null;
  const opened = await startSession(practice, token);
  const stopServing = serveQueue(home, opened, practice);

  let ending: 'not yet' | 'stopping' | 'stopped' = 'not yet';
  app.on('before-quit', (event) => {
    if (ending === 'stopped') return;
    // A submission under way is waited for, and the ledger closed, before the process may end.
    event.preventDefault();
    if (ending === 'stopping') return;
    ending = 'stopping';
    stopServing();
    void (opened.ok ? opened.value.stop() : Promise.resolve()).finally(() => {
      ending = 'stopped';
      app.quit();
    });
  });
  app.on('window-all-closed', () => app.quit());
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  await openWindow(home, preload).loadURL(home);
}

async function startSession(practice: boolean, token: Secret): Promise<Result<Session>> {
  const opened = await openSession(
    { dataDir: defaultDataFolder(process.env), apiUrl, practice, token },
    'the Shoal window',
    (error) => void process.stderr.write(`${faultText(error)}\n`),
  );
  if (!opened.ok) return opened;
  const started = await opened.value.engine.start();
  if (started.ok) return opened;
  await opened.value.stop();
  return started;
}

function faultText(error: unknown): string {
  return redact(error instanceof Error ? error.message : String(error), { homeFolder: homedir() });
}
