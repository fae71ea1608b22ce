import { valueOf } from './errors.ts';
import { os } from './context.ts';

export const hosting = {
  useStorage: os.hosting.useStorage.handler(({ input, context }) =>
    context.workspace().hosting.useStorage(input.storage, input.secret),
  ),
  forgetSecret: os.hosting.forgetSecret.handler(async ({ context, errors }) =>
    valueOf(await context.workspace().hosting.forgetSecret(), errors),
  ),
  test: os.hosting.test.handler(async ({ context }) => ({ findings: await context.workspace().hosting.test() })),
  stored: os.hosting.stored.handler(async ({ context, errors }) =>
    valueOf(await context.workspace().hosting.stored(), errors),
  ),
  purge: os.hosting.purge.handler(async ({ context, errors }) => ({
    deleted: valueOf(await context.workspace().engine.purgeStorage(), errors),
  })),
};
