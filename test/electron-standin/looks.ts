import { existsSync, readFileSync } from 'node:fs';
import { Emitter, missing, onlyThis } from './part.ts';

/** `nativeTheme`: a light desktop. */
export function createNativeTheme() {
  const theme = new Emitter<{ updated: [] }>('nativeTheme', { updated: true });
  const look: Pick<Electron.NativeTheme, 'shouldUseDarkColors' | 'themeSource'> = {
    shouldUseDarkColors: false,
    themeSource: 'system',
  };
  return onlyThis('nativeTheme', Object.assign(theme, look));
}

export interface Image {
  isEmpty: () => boolean;
  getSize: () => { width: number; height: number };
  setTemplateImage: (isTemplate: boolean) => void;
  resize: (size: { width?: number; height?: number }) => Image;
}

/** `nativeImage`: images that are only as large as their PNG says. */
export function createNativeImage() {
  const image = (width: number, height: number): Image =>
    onlyThis('nativeImage', {
      isEmpty: () => width === 0,
      getSize: () => ({ width, height }),
      setTemplateImage: () => undefined,
      resize: (size) => image(size.width ?? width, size.height ?? height),
    });
  return onlyThis('nativeImage', {
    createEmpty: () => image(0, 0),
    createFromPath(path: string) {
      if (!existsSync(path)) return image(0, 0);
      const bytes = readFileSync(path);
      if (bytes.toString('latin1', 1, 4) !== 'PNG') throw missing(`nativeImage of “${path}”, which is no PNG`);
      return image(bytes.readUInt32BE(16), bytes.readUInt32BE(20));
    },
  });
}

export type Display = Pick<Electron.Display, 'id' | 'bounds' | 'workArea' | 'scaleFactor'>;

/** `screen`, with the displays that the test put up, the primary one first. */
export function createScreen(displays: readonly Display[], isReady: () => boolean) {
  const events = new Emitter<{ 'display-added': []; 'display-removed': []; 'display-metrics-changed': [] }>('screen', {
    'display-added': true,
    'display-removed': true,
    'display-metrics-changed': true,
  });
  const all = (): Display[] => {
    if (!isReady()) throw new Error("The 'screen' module can't be used before the app 'ready' event");
    return [...displays];
  };
  const primary = (): Display => {
    const [first] = all();
    if (first === undefined) throw new Error('There is no display.');
    return first;
  };
  return onlyThis('screen', Object.assign(events, { getAllDisplays: all, getPrimaryDisplay: primary }));
}
