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
  defaultSession.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isOwnPage(url, home) }));
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
}
