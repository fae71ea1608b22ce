import type { CDPSession } from 'playwright-core';

export interface Asked {
  url: string;
  method: string;
  /** Whether a document is to be shown: in which frame, and whether that is the main one. */
  document: { isMainFrame: boolean } | null;
}

/** Stops each request of a page before it goes out, and lets it go when `mayGo` says so. Addresses are as Chromium has them. */
export async function judgeRequests(
  cdp: CDPSession,
  mainFrameId: string,
  mayGo: (asked: Asked) => Promise<boolean>,
): Promise<void> {
  cdp.on('Fetch.requestPaused', ({ requestId, request: { url, method }, resourceType, frameId }) => {
    const document = resourceType === 'Document' ? { isMainFrame: frameId === mainFrameId } : null;
    void mayGo({ url, method, document })
      .then((may) =>
        may
          ? cdp.send('Fetch.continueRequest', { requestId })
          : cdp.send('Fetch.failRequest', {
              requestId,
              errorReason: document === null ? 'BlockedByClient' : 'Aborted',
            }),
      )
      .catch(() => undefined); // the page was closed meanwhile
  });
  await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
}
