import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { channels, portMessage, type DesktopApi } from '../shared/desktop-api.ts';
import type { Place } from '../shared/place.ts';

ipcRenderer.on(channels.port, (event) => window.postMessage(portMessage, '/', event.ports));

/** Named methods only: no page ever holds ipcRenderer. */
const api: DesktopApi = {
  connect: () => ipcRenderer.send(channels.connect),
  pathForFile: (file) => webUtils.getPathForFile(file),
  async chooseFolder() {
    const chosen: unknown = await ipcRenderer.invoke(channels.chooseFolder);
    return typeof chosen === 'string' ? chosen : null;
  },
  onGo: (listener) => void ipcRenderer.on(channels.go, (_event, place: Place) => listener(place)),
};
contextBridge.exposeInMainWorld('shoal', api);
