import { describe, it } from 'vitest';
import { startElectron } from './driver/electron.ts';
import { findElectron } from './driver/find-electron.ts';
import { scenarios } from './scenarios/all.ts';
import { perform } from './scenarios/perform.ts';

const binary = findElectron();

// `npm run e2e:electron` says it when there is none, and does not come here.
describe.runIf(binary !== null)('in a real Electron', () => {
  it.each(scenarios)('$name', (scenario) => perform(scenario, (options) => startElectron(binary ?? '', options)));
});
