import { it } from 'vitest';
import { startStandIn } from './driver/standin.ts';
import { scenarios } from './scenarios/all.ts';
import { perform } from './scenarios/perform.ts';

it.each(scenarios)('$name', (scenario) => perform(scenario, startStandIn));
