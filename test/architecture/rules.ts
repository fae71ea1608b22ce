import type { IForbiddenRuleType } from 'dependency-cruiser';

/**
 * Who may import whom, given once. Each folder (or file) of src with what else of src it may import: always itself, and
 * only downwards: index, cli -> desktop, web -> contract, session -> workspace -> engine -> queue, feed -> services -> core ->
 * shared. What windows see and do is a workspace; the contract is how they ask for it.
 */
const services = ['ledger', 'fishspeech', 'hosting', 'media', 'secrets', 'logs', 'results', 'intake'].map(
  (name) => `src/main/${name}/`,
);
const belowServices = ['src/main/core/', 'src/shared/'];
const belowQueue = [...services, ...belowServices];
const belowEngine = ['src/main/queue/', 'src/main/feed/', ...belowQueue];
const belowWorkspace = ['src/main/engine.ts', 'src/main/engine/', ...belowEngine];
const belowSession = ['src/main/workspace/', 'src/practice/', ...belowWorkspace];
const belowEntries = ['src/main/session/', 'src/main/contract/', ...belowSession];

export const mayImport: Readonly<Record<string, readonly string[]>> = {
  'src/shared/': [],
  'src/practice/': [],
  'src/main/core/': ['src/shared/'],
  ...Object.fromEntries(services.map((service) => [service, belowServices])),
  'src/main/queue/': belowQueue,
  'src/main/feed/': belowQueue,
  'src/main/engine/': belowEngine,
  'src/main/engine.ts': ['src/main/engine/', ...belowEngine],
  'src/main/workspace/': belowWorkspace,
  'src/main/contract/': ['src/main/workspace/', ...belowWorkspace],
  'src/main/session/': belowSession,
  'src/main/cli/': ['src/main/web/', ...belowEntries],
  'src/main/web/': belowEntries,
  // The shell tells a problem in the window's own words.
  'src/main/desktop/': ['src/renderer/i18n/zh-CN.json', ...belowEntries],
  'src/main/index.ts': ['src/main/desktop/', ...belowEntries],
  'src/preload/': ['src/shared/'],
  'src/renderer/': ['src/shared/'],
};

/** The files that nothing imports because something outside starts them. */
const entries = ['src/main/index.ts', 'src/main/cli/main.ts', 'src/preload/index.ts', 'src/renderer/main.tsx'];

/** What touches the world: forbidden in what must stay pure. Computing with paths, text and hashes is not. */
const worldly =
  '^(node:)?(fs|net|tls|http|http2|https|dns|dgram|child_process|cluster|worker_threads|timers|os|process|perf_hooks|readline|repl|inspector|v8|vm|sqlite)(/|$)';

const layering = Object.entries(mayImport).map(([from, to]): IForbiddenRuleType => ({
  name: `arrows-of ${from}`,
  severity: 'error',
  from: { path: start(from) },
  to: { path: '^src/', pathNot: [from, ...to].map(start) },
}));

function only(name: string, modules: string, allowedIn: readonly string[]): IForbiddenRuleType {
  return {
    name,
    severity: 'error',
    from: { path: '^src/', pathNot: allowedIn.map(start) },
    to: { path: `^(node_modules/)?(${modules})(/|$)` },
  };
}

export const rules: readonly IForbiddenRuleType[] = [
  ...layering,
  only('electron-in-the-shell-only', 'electron', ['src/main/index.ts', 'src/main/desktop/', 'src/preload/']),
  only('sqlite-in-the-ledger-only', 'better-sqlite3', ['src/main/ledger/']),
  only('fluent-ffmpeg-in-media-only', 'fluent-ffmpeg', ['src/main/media/']),
  only('react-in-the-renderer-only', 'react|react-dom|zustand', ['src/renderer/']),
  {
    name: 'pure-code-does-no-io',
    severity: 'error',
    from: { path: '^src/(main/core|shared)/' },
    to: { path: worldly },
  },
  {
    name: 'windows-have-no-node',
    severity: 'error',
    from: { path: '^src/(renderer|preload|shared)/' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'the-program-needs-no-development-package',
    severity: 'error',
    // The renderer is bundled whole, and Electron brings itself.
    from: { path: '^src/(main|practice|shared)/' },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '^node_modules/electron/' },
  },
  { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'nothing-unused',
    severity: 'error',
    from: { path: entries.map(start) },
    to: { path: '^src/', pathNot: [...entries.map(start), String.raw`\.d\.ts$`], reachable: false },
  },
];

function start(path: string): string {
  return `^${path.replaceAll('.', String.raw`\.`)}`;
}
