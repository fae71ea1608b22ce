import type { EventEmitter } from 'node:events';
import type { App, AppEvents } from './app.ts';
import type { BrowserWindowClass, OpenWindow, WindowEvents } from './browser-window.ts';
import type { createDialog } from './dialog.ts';
import type { Frame, IpcEvent, IpcMain } from './ipc-main.ts';
import type { createNativeImage, createNativeTheme, createScreen, Image } from './looks.ts';
import type { Menu, MenuClass, MenuItem } from './menu.ts';
import type { MessageChannelMain, MessagePort, PortEvents } from './message-channel.ts';
import type { NotificationClass, NotificationEvents, ShownNotification } from './notification.ts';
import type { PowerEvents } from './power.ts';
import type { Session } from './session.ts';
import type { TrayEvents, TrayIcon } from './tray.ts';
import type { WebContents, WebContentsEvents } from './web-contents.ts';

/**
 * Compiles only while Electron's own declarations have everything that the stand-in has. `Has`: what Electron has can be used as
 * what the stand-in has, methods, properties and events. `Knows`: only the names, where the types lead back to windows, pages and
 * ports, of which the stand-in has less. Plain parts say it in their own files, by `satisfies`.
 */
export type Agreement = [
  Has<Electron.App, Emits<Omit<AppEvents, NamesWithWindows>>>,
  Has<Electron.App, Part<App, 'becomeReady' | 'windowClosed' | 'isEnding'>>,
  Knows<EventName<Electron.App, NamesWithWindows>, NamesWithWindows>,
  Has<Electron.BrowserWindow, Emits<WindowEvents>>,
  Has<Electron.BrowserWindow, Part<OpenWindow, 'options' | 'webContents'>>,
  Knows<keyof typeof Electron.BrowserWindow, keyof BrowserWindowClass>,
  Has<Electron.WebContents, Emits<WebContentsEvents>>,
  Knows<keyof Electron.WebContents, keyof Part<WebContents, 'destroy' | 'getLastWebPreferences'>>,
  Knows<keyof Electron.WebFrameMain, keyof Frame>,
  Knows<keyof Electron.IpcMainEvent, keyof IpcEvent>,
  Knows<keyof Electron.IpcMain, keyof Part<IpcMain, 'channels' | 'arrivesInvoke' | 'arrivesSend'>>,
  Has<Electron.MessagePortMain, Emits<Pick<PortEvents, 'close'>>>,
  Knows<EventName<Electron.MessagePortMain, keyof PortEvents>, keyof PortEvents>,
  Knows<keyof Electron.MessagePortMain, keyof Part<MessagePort, 'carry' | 'giveTo'>>,
  Knows<keyof Electron.MessageChannelMain, keyof MessageChannelMain>,
  Knows<keyof Electron.Session, keyof Part<Session, 'askPermission' | 'askRequest' | 'askCertificate'>>,
  Knows<keyof Electron.Dialog, keyof ReturnType<typeof createDialog>>,
  Knows<keyof Electron.Menu, keyof Part<Menu, 'view' | 'choose'>>,
  Knows<keyof typeof Electron.Menu, keyof MenuClass>,
  Knows<keyof Electron.MenuItem, keyof Part<MenuItem, 'view' | 'choose'>>,
  Has<Electron.Tray, Emits<TrayEvents>>,
  Knows<keyof Electron.Tray, keyof Part<TrayIcon, 'menu' | 'clicked'>>,
  Has<Electron.Notification, Emits<NotificationEvents>>,
  Has<Electron.Notification, Part<ShownNotification, 'clicked'>>,
  Has<typeof Electron.Notification, Pick<NotificationClass, keyof NotificationClass>>,
  Has<Electron.PowerMonitor, Emits<PowerEvents>>,
  Has<Electron.NativeTheme, Part<ReturnType<typeof createNativeTheme>>>,
  Has<Electron.NativeImage, Pick<Image, 'isEmpty' | 'setTemplateImage'>>,
  Knows<keyof Electron.NativeImage, keyof Image>,
  Knows<keyof typeof Electron.NativeImage, keyof ReturnType<typeof createNativeImage>>,
  Has<Electron.Screen, Part<ReturnType<typeof createScreen>>>,
];

type NamesWithWindows = 'browser-window-created' | 'web-contents-created' | 'certificate-error' | 'render-process-gone';

type Has<Theirs extends Ours, Ours> = Theirs;
type Knows<Theirs, Ours extends Theirs> = Ours;

/** What a part has of its own: not what every emitter has, nor what only the stand-in itself uses. */
type Part<Ours, Own extends keyof Ours = never> = Omit<Ours, keyof EventEmitter | Own>;

/** Something of Electron's that emits these events, with at least these arguments. */
type Emits<Events extends Record<keyof Events, unknown[]>> = {
  [Name in keyof Events]: (emitter: Emitting<Name, Events[Name]>) => void;
}[keyof Events] extends (all: infer All) => void
  ? All
  : never;
interface Emitting<Name, Args extends unknown[]> {
  on: (event: Name, listener: (...args: Args) => void) => unknown;
}
/** Those of the names that are events of this emitter. */
type EventName<Emitter, Name extends string> = Name extends string
  ? Emitter extends Emitting<Name, unknown[]>
    ? Name
    : never
  : never;
