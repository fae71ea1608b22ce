import { success } from '../../shared/result.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { os } from './context.ts';
import { valueOf } from './errors.ts';

const longestTestMs = 120_000;
const mostShown = 200;

export const hosting = {
  get: os.hosting.get.handler(async ({ context }) => {
    const workspace = context.workspace();
    // The keychain may have been unlocked meanwhile.
    await workspace.storageSecret()?.read();
    return view(workspace);
  }),
  setStorage: os.hosting.setStorage.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    const secret = workspace.storageSecret(input.storage);
    // First: what is put from now on needs it.
    await (input.secret === null ? secret?.read() : secret?.set(input.secret));
    workspace.set({ settings: { storage: input.storage, host: 's3' } });
    workspace.engine.holds.end('host', 'person');
    workspace.engine.wake();
    return view(workspace);
  }),
  forgetSecret: os.hosting.forgetSecret.handler(async ({ context, errors }) => {
    const workspace = context.workspace();
    valueOf((await workspace.storageSecret()?.clear()) ?? success(false), errors);
    return view(workspace);
  }),
  testStorage: os.hosting.testStorage.handler(async ({ context }) => ({
    findings: await context.workspace().engine.tryStorage(AbortSignal.timeout(longestTestMs)),
  })),
  testThisComputer: os.hosting.testThisComputer.handler(async ({ context }) => {
    const { engine } = context.workspace();
    const checked = await engine.checkHost();
    return { port: engine.servingPort, problem: checked.ok ? null : checked.problem };
  }),
  stored: os.hosting.stored.handler(async ({ context, errors }) => {
    const objects = valueOf(await context.workspace().engine.storedObjects(), errors);
    const spare = objects.filter(({ needed }) => !needed);
    const bytesOf = (some: typeof objects): number => some.reduce((sum, { size }) => sum + (size ?? 0), 0);
    return {
      objects: objects.toSorted((one, other) => one.atMs - other.atMs).slice(0, mostShown),
      total: objects.length,
      bytes: bytesOf(objects),
      notNeeded: spare.length,
      notNeededBytes: bytesOf(spare),
    };
  }),
  purge: os.hosting.purge.handler(async ({ context, errors }) => ({
    deleted: valueOf(await context.workspace().engine.purgeStorage(), errors),
  })),
};

function view(workspace: Workspace) {
  const secret = workspace.storageSecret()?.status ?? { from: 'none' as const, problem: null };
  return { secret, port: workspace.engine.servingPort };
}
