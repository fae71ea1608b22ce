import { shell } from 'electron';

/** The only places outside that the program leads a browser to. */
const allowedHosts: readonly string[] = ['fishaudio.org'];

export const website = 'https://fishaudio.org/';

/** Whether an address may be given to the person's browser: https, a known host, no name or password, the usual port. */
export function isAllowedLink(address: string): boolean {
  const url = URL.parse(address);
  return (
    url?.protocol === 'https:' &&
    allowedHosts.includes(url.hostname) &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  );
}

/** Opens an allowed address in the person's browser, and no other. */
export function openLink(address: string): void {
  if (isAllowedLink(address)) void shell.openExternal(address);
}
