import type { Place } from './place.ts';

/** What the desktop's preload gives to the page as `window.shoal`; a browser has none of it. */
export interface DesktopApi {
  /** Asks for a MessagePort to the engine. It comes as a message of the window to itself: see `portMessage`. */
  connect: () => void;
  /** Where a dropped or chosen file is on the disk; empty for what is on none. */
  pathForFile: (file: File) => string;
  /** Lets the person choose a folder of this computer; null when they choose none. */
  chooseFolder: () => Promise<string | null>;
  /** Hears that a menu or a notification leads to a place of the window. */
  onGo: (listener: (place: Place) => void) => void;
}

/** A MessagePort cannot be a method's answer, because none crosses from the preload's world into the page's. */
export const portMessage = 'shoal:port';

/** What the preload and the shell say to each other, all of it. */
export const channels = {
  /** The page wants a port: answered on `port`. */
  connect: 'contract:connect',
  port: 'contract:port',
  chooseFolder: 'dialog:choose-folder',
  go: 'window:go',
} as const;
