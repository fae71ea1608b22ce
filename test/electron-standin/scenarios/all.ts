import { droppedFiles } from './dropped-files.ts';
import { menus } from './menus.ts';
import { practiceBatch } from './practice.ts';
import { powerLost, quitDuringCreate, quitInTheMiddle, sleep } from './quitting.ts';
import type { Scenario } from './scenario.ts';
import { secondStart, startWithFiles } from './second-start.ts';

export const scenarios: readonly Scenario[] = [
  practiceBatch,
  droppedFiles,
  secondStart,
  startWithFiles,
  menus,
  quitInTheMiddle,
  quitDuringCreate,
  powerLost,
  sleep,
];
