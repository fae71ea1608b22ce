import type { MenuItemConstructorOptions } from 'electron';
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

export interface MenuState {
  paused: boolean;
  isMac: boolean;
  /** A start from the sources has Chromium's tools for developers; people have not, and are not talked into using them. */
  isPackaged: boolean;
}

/** The application's menu, with what each system is used to. */
export function menuItems(
  { menu }: Words,
  { paused, isMac, isPackaged }: MenuState,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const goTo = (label: string, screen: Place['screen'], accelerator: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => actions.go({ screen, open: null }),
  });
  const settings = goTo(menu.settings, 'settings', 'CmdOrCtrl+,');
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const quit: MenuItemConstructorOptions = { role: 'quit', label: menu.quit };
  const about: MenuItemConstructorOptions = { role: 'about', label: menu.about };
  const application: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      about,
      separator,
      settings,
      separator,
      { role: 'services', label: menu.services },
      separator,
      { role: 'hide', label: menu.hide },
      { role: 'hideOthers', label: menu.hideOthers },
      { role: 'unhide', label: menu.showAll },
      separator,
      quit,
    ],
  };
  const windows: MenuItemConstructorOptions = {
    role: 'windowMenu',
    label: menu.window,
    submenu: [
      { role: 'minimize', label: menu.minimize },
      { role: 'zoom', label: menu.zoom },
      separator,
      { role: 'front', label: menu.toFront },
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
        ...(isMac ? [{ role: 'close' as const, label: menu.closeWindow }] : [settings, separator, quit]),
      ],
    },
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: menu.undo },
        { role: 'redo', label: menu.redo },
        separator,
        { role: 'cut', label: menu.cut },
        { role: 'copy', label: menu.copy },
        { role: 'paste', label: menu.paste },
        { role: 'selectAll', label: menu.selectAll },
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
        { role: 'resetZoom', label: menu.actualSize },
        { role: 'zoomIn', label: menu.zoomIn },
        { role: 'zoomOut', label: menu.zoomOut },
        separator,
        { role: 'togglefullscreen', label: menu.fullScreen },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ],
    },
    ...(isMac ? [windows] : []),
    {
      role: 'help',
      label: menu.help,
      submenu: [{ label: menu.website, click: actions.openWebsite }, ...(isMac ? [] : [separator, about])],
    },
  ];
}
