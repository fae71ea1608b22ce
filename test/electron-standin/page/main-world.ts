import { createBridge } from './bridge.ts';

/**
 * Runs first in the world of the page's own scripts: the other end of the bridge, and windows that the page wants to
 * open, which are told to the shell and never opened: it may only deny them.
 */
export function startMainWorld(): void {
  if (window.top !== window) return;
  const bridge = createBridge('main');
  const ask = (address: string): void => bridge.tellWindowOpen(URL.parse(address, document.baseURI)?.href ?? address);
  window.open = (address) => {
    ask(String(address ?? 'about:blank'));
    return null;
  };
  window.addEventListener('click', (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.target === '_blank');
    if (event.defaultPrevented || !(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    ask(link.href);
  });
}
