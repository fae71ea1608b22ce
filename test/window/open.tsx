import { render, type RenderResult } from '@testing-library/react';
import { onTestFinished } from 'vitest';
import { App } from '../../src/renderer/app/app.tsx';
import { openWindow } from '../../src/renderer/app/open-window.ts';
import { createTexts } from '../../src/renderer/i18n/i18n.ts';
import { createFakeEngine, type FakeEngine } from '../fakes/window-client.ts';
import { createWorld, type World, type WorldName } from '../fakes/window-world.ts';

/** Opens the whole window over a stand-in for the engine, whose world `change` may alter before. */
export function open(
  name: WorldName,
  place = 'queue',
  change: (world: World) => void = () => undefined,
): { engine: FakeEngine; view: RenderResult } {
  location.hash = `#/${place}`;
  const world = createWorld(name);
  change(world);
  const engine = createFakeEngine(world);
  const { parts, close } = openWindow(() => engine.client);
  onTestFinished(close);
  return { engine, view: render(<App parts={parts} texts={createTexts('en')} />) };
}
