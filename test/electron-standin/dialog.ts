import type { Journal } from './journal.ts';
import { onlyThis } from './part.ts';

/** What the person will choose in the dialogs to come, in order, by the dialog's method. */
export interface Answers {
  showOpenDialog: Electron.OpenDialogReturnValue[];
  showSaveDialog: Electron.SaveDialogReturnValue[];
  showMessageBox: Electron.MessageBoxReturnValue[];
  /** Message boxes that wait, the oldest first: with `STANDIN_PERSON=thinks` nobody cancels what has no answer yet. */
  waiting: ((answer: Electron.MessageBoxReturnValue) => void)[];
}

/** `dialog`. Where no answer was prepared, the person cancels at once, but for what `waiting` says. */
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
      const answer = answers.showMessageBox.shift();
      if (answer === undefined && process.env['STANDIN_PERSON'] === 'thinks')
        return new Promise<Electron.MessageBoxReturnValue>((resolve) => answers.waiting.push(resolve));
      return Promise.resolve(answer ?? canceled);
    },
    showErrorBox: (title: string, content: string): void => journal.note('dialog.showErrorBox', title, content),
  });
}
