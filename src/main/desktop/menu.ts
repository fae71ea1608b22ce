import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Place } from '../../shared/place.ts';
import type { Words } from './words.ts';

export interface MenuActions {
  go: (place: Place) => void;
  addFiles: () => void;
  addFolder: () => void;
  pause: () => void;
  resume: () => void;
  openWebsite: () => void;
}

/** Puts the application's menu in place, with what each system is used to. */
export function showMenu(words: Words, paused: boolean, actions: MenuActions, isMac: boolean): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(words, paused, actions, isMac)));
}

function menuTemplate(
  { menu }: Words,
  paused: boolean,
  actions: MenuActions,
  isMac: boolean,
): MenuItemConstructorOptions[] {
  const goTo = (label: string, screen: Place['screen'], accelerator: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => actions.go({ screen, open: null }),
  });
  const settings = goTo(menu.settings, 'settings', 'CmdOrCtrl+,');
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const application: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit', label: menu.quit },
    ],
  };
  return [
    ...(isMac ? [application] : []),
    {
      label: menu.file,
      submenu: [
        { label: menu.addFiles, accelerator: 'CmdOrCtrl+O', click: actions.addFiles },
        { label: menu.addFolder, accelerator: 'CmdOrCtrl+Shift+O', click: actions.addFolder },
        separator,
        ...(isMac ? [{ role: 'close' as const }] : [settings, separator, { role: 'quit' as const, label: menu.quit }]),
      ],
    },
    {
      label: menu.edit,
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: menu.queue,
      submenu: [
        paused
          ? { id: 'resume', label: menu.resume, accelerator: 'CmdOrCtrl+Shift+P', click: actions.resume }
          : { id: 'pause', label: menu.pause, accelerator: 'CmdOrCtrl+Shift+P', click: actions.pause },
      ],
    },
    {
      label: menu.go,
      submenu: [
        goTo(menu.intake, 'intake', 'CmdOrCtrl+1'),
        goTo(menu.queueScreen, 'queue', 'CmdOrCtrl+2'),
        goTo(menu.batches, 'batches', 'CmdOrCtrl+3'),
        goTo(menu.credits, 'credits', 'CmdOrCtrl+4'),
      ],
    },
    {
      label: menu.view,
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' as const }] : []),
    { role: 'help', label: menu.help, submenu: [{ label: menu.website, click: actions.openWebsite }] },
  ];
}
