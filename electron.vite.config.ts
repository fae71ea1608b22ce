import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

export default defineConfig({
  // Its dependencies stay outside the bundle: better-sqlite3 and the ffmpeg packages load files of their own.
  main: { build: { rolldownOptions: { input: 'src/main/index.ts' } } },
  // A sandboxed preload is one CommonJS file that can require nothing but electron.
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: { input: 'src/preload/index.ts', output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: { minify: true, modulePreload: false, rolldownOptions: { input: 'src/renderer/index.html' } },
  },
});
