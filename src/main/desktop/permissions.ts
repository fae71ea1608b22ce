import { app, session } from 'electron';
import { isOwnPage } from './own-page.ts';

/**
 * What a page may ask of the system: to put text on the clipboard when a person presses a copy button, and nothing else. It
 * can reach no address but its own pages, media included; a certificate that is not in order is refused.
 */
export function restrictPages(home: string): void {
  const { defaultSession } = session;
  const isAllowed = (permission: string, address: string): boolean =>
    permission === 'clipboard-sanitized-write' && isOwnPage(address, home);
  defaultSession.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(isAllowed(permission, requestingUrl)),
  );
  defaultSession.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin));
  defaultSession.setDevicePermissionHandler(() => false);
  // What a page made itself (a file to be saved) is its own too; so is, while developing, the socket of Vite's server.
  const pageOf = (url: string): string => url.replace(/^blob:/, '').replace(/^ws:/, 'http:');
  defaultSession.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isOwnPage(pageOf(url), home) }));
  // No page spells, and yet Chromium would fetch a dictionary of the system's language from elsewhere.
  defaultSession.setSpellCheckerLanguages([]);
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
}
