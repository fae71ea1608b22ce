import { app, dialog } from 'electron';
import type { Result } from '../../shared/result.ts';
import type { WindowService } from '../contract/window-service.ts';
import type { Memory } from './remembered.ts';
import { wordsFor } from './words.ts';

/**
 * Opens the service that was used last, the real one or practice. What is in the way (another Shoal works with the ledger,
 * a folder that cannot be written, a full disk) is said until the person has cleared it; null when they give up.
 */
export async function openService(
  memory: Memory,
  open: (practice: boolean) => Promise<Result<WindowService>>,
): Promise<WindowService | null> {
  for (;;) {
    const { practice } = memory.now;
    const opened = await open(practice);
    if (opened.ok) return opened.value;
    const { start, problem, menu } = wordsFor(null, app.getLocale());
    const { what, next } = problem(opened.problem);
    // Else who practised last could never come back to the real service.
    const buttons = [start.again, ...(practice ? [start.leavePractice] : []), menu.quit];
    const { response } = await dialog.showMessageBox({
      type: 'error',
      title: start.failed,
      message: what,
      detail: next,
      buttons,
      defaultId: 0,
      cancelId: buttons.length - 1,
      noLink: true,
    });
    if (response === buttons.length - 1) return null;
    if (practice && response === 1) memory.keep({ practice: false });
  }
}
