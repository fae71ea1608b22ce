import type { CDPSession } from 'playwright-core';

/**
 * `webUtils.getPathForFile` answers at once, and what the page asks Node goes by messages. So the page stops itself
 * (`standinPathOf` in page/preload.ts); here the file that it holds is looked at, the answer put in its place, and the page let go on.
 */
export async function answerFilePaths(cdp: CDPSession, onFault: (error: unknown) => void): Promise<void> {
  cdp.on('Debugger.paused', ({ callFrames: [frame] }) => {
    const answer = async (): Promise<void> => {
      if (frame?.functionName !== 'standinPathOf') return;
      const { callFrameId } = frame;
      const { result } = await cdp.send('Debugger.evaluateOnCallFrame', { callFrameId, expression: 'held.file' });
      // A file that a script made is on no disk: an empty path, as in Electron.
      const { path } = await cdp
        .send('DOM.getFileInfo', { objectId: result.objectId ?? '' })
        .catch(() => ({ path: '' }));
      const expression = `held.path = ${JSON.stringify(path)}`;
      await cdp.send('Debugger.evaluateOnCallFrame', { callFrameId, expression });
    };
    void answer()
      .catch(onFault)
      .finally(() => cdp.send('Debugger.resume').catch(() => undefined));
  });
  await cdp.send('Debugger.enable');
}
