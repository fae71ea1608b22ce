import '../../../src/renderer/jitless.ts';
import { createRoot } from 'react-dom/client';
import { App } from '../../../src/renderer/app/app.tsx';
import { openWindow } from '../../../src/renderer/app/open-window.ts';
import { createTexts } from '../../../src/renderer/i18n/i18n.ts';
import { createFakeEngine } from '../../fakes/window-client.ts';
import { createWorld, worldNames } from '../../fakes/window-world.ts';
import '../../../src/renderer/ui/tokens.css';
import '../../../src/renderer/ui/base.css';
import '../../../src/renderer/app/frame.css';

// The window over the stand-in for the engine: `?world=queue&theme=dark&language=zh-CN&rows=compact`.
const asked = new URLSearchParams(location.search);
const world = createWorld(worldNames.find((name) => name === asked.get('world')) ?? 'queue');
const theme = asked.get('theme');
world.app = {
  ...world.app,
  preferences: {
    ...world.app.preferences,
    appearance: theme === 'dark' || theme === 'light' ? theme : 'system',
    language: asked.get('language') === 'zh-CN' ? 'zh-CN' : 'en',
    compactRows: asked.get('rows') === 'compact',
  },
};
const engine = createFakeEngine(world);
const { parts } = openWindow(() => engine.client);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root');
createRoot(root).render(<App parts={parts} texts={createTexts('en')} />);
