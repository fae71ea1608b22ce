/** The part of Electron's WebFrameMain that tells whose a message is. */
export interface Frame {
  readonly url: string;
  /** Null for the window's main frame. */
  readonly parent: unknown;
}

/** Whether an address is of the same scheme and host as the window's own first page. */
export function isOwnPage(address: string, home: string): boolean {
  const url = URL.parse(address);
  const own = new URL(home);
  // Not `origin`: it is "null" for every scheme that Node does not know, and so the same for all of them.
  return url !== null && url.protocol === own.protocol && url.host === own.host;
}

/** Whether a message comes from the main frame of an own page; a frame that is gone (null) is not trusted. */
export function isTrustedSender(frame: Frame | null, home: string): boolean {
  return frame !== null && frame.parent === null && isOwnPage(frame.url, home);
}
