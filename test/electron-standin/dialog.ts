import type { Journal } from './journal.ts';
import { onlyThis } from './part.ts';

/** What the person will choose in the dialogs to come, in order, by the dialog's method. */
export interface Answers {
  showOpenDialog: Electron.OpenDialogReturnValue[];
  showSaveDialog: Electron.SaveDialogReturnValue[];
  showMessageBox: Electron.MessageBoxReturnValue[];
}

/** `dialog`. Where no answer was prepared, the person cancels. */
export function createDialog(journal: Journal, answers: Answers) {
  // The window comes first or not at all; the options are what is left.
  const optionsOf = <Options>(args: [Options] | [object, Options]): Options => (args.length === 1 ? args[0] : args[1]);
  return onlyThis('dialog', {
    showOpenDialog(...args: [Electron.OpenDialogOptions] | [object, Electron.OpenDialogOptions]) {
      journal.note('dialog.showOpenDialog', optionsOf(args));
      return Promise.resolve(answers.showOpenDialog.shift() ?? { canceled: true, filePaths: [] });
    },
    showSaveDialog(...args: [Electron.SaveDialogOptions] | [object, Electron.SaveDialogOptions]) {
      journal.note('dialog.showSaveDialog', optionsOf(args));
      return Promise.resolve(answers.showSaveDialog.shift() ?? { canceled: true, filePath: '' });
    },
    showMessageBox(...args: [Electron.MessageBoxOptions] | [object, Electron.MessageBoxOptions]) {
      const options = optionsOf(args);
      journal.note('dialog.showMessageBox', options);
      const canceled = { response: options.cancelId ?? 0, checkboxChecked: false };
      return Promise.resolve(answers.showMessageBox.shift() ?? canceled);
    },
    showErrorBox: (title: string, content: string): void => journal.note('dialog.showErrorBox', title, content),
  });
}
