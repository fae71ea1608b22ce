import { useEffect } from 'react';
import { focusNearest, pathOf } from '../ui/focus-path.ts';

/**
 * A button often takes itself away by what it does. Whoever works with keys then goes on from what it was in, and not
 * from the top of the window.
 */
export function useKeepFocus(): void {
  useEffect(() => {
    let path = pathOf(document.activeElement);
    const note = ({ target }: FocusEvent): void => {
      if (target instanceof Element) path = pathOf(target);
    };
    const watcher = new MutationObserver(() => {
      const [last] = path;
      if (last === undefined || last.isConnected || document.activeElement !== document.body) return;
      focusNearest(path);
    });
    document.addEventListener('focusin', note);
    watcher.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', note);
      watcher.disconnect();
    };
  }, []);
}
