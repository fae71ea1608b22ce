import { registerHooks } from 'node:module';

/** `node --import …/register.ts out/main/index.js` runs a built main process with the stand-in as its `electron`. */
const url = new URL('electron.ts', import.meta.url).href;
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron' && specifier !== 'electron/main') return next(specifier, context);
    return { url, format: 'module-typescript', shortCircuit: true };
  },
});
Object.defineProperty(process.versions, 'electron', { value: '45.4.1', enumerable: true });
Object.defineProperty(process, 'type', { value: 'browser' });
