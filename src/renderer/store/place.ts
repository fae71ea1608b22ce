import { createStore, type StoreApi } from 'zustand/vanilla';
import { screens, type Place, type Screen } from '../../shared/place.ts';

function fromAddress(hash: string): Place | null {
  const [screen, open] = hash.replace(/^#\/?/, '').split('/');
  const known = screens.find((candidate) => candidate === screen);
  return known === undefined ? null : { screen: known, open: open === undefined || open === '' ? null : open };
}

/** Keeps the place in the page's address, so that a reload and the way back come to it again. */
export function createPlace(): { store: StoreApi<Place>; go: (screen: Screen, open?: string | null) => void } {
  const store = createStore<Place>(() => fromAddress(location.hash) ?? { screen: 'queue', open: null });
  window.addEventListener('hashchange', () => {
    const place = fromAddress(location.hash);
    const now = store.getState();
    if (place !== null && (place.screen !== now.screen || place.open !== now.open)) store.setState(place);
  });
  return {
    store,
    go: (screen, open = null) => {
      const leavesScreen = store.getState().screen !== screen;
      store.setState({ screen, open });
      const address = open === null ? `#/${screen}` : `#/${screen}/${open}`;
      // Going through the clips of a list is no journey to go back on.
      if (leavesScreen) history.pushState(null, '', address);
      else history.replaceState(null, '', address);
    },
  };
}
