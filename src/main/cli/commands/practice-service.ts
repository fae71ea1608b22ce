import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultPlanSchema, type FaultPlan } from '../../../practice/faults.ts';
import { createPracticeService } from '../../../practice/service.ts';
import { practiceFolder } from '../../session/data-folder.ts';
import { exitCodes } from '../exit-codes.ts';
import { rememberedPort } from '../../session/remembered-port.ts';

export interface PracticeServiceOptions {
  dataDir: string;
  port?: number;
  token: string;
  credits?: number;
  renderSpeed?: number;
  faults?: string;
}

/** `shoal practice-service`: the stand-in for the service, by itself, until Ctrl-C. */
export async function practiceService(options: PracticeServiceOptions): Promise<number> {
  const faults = options.faults === undefined ? null : await readFaults(options.faults);
  if (faults !== null && 'error' in faults) {
    process.stderr.write(`The fault plan cannot be used: ${faults.error}\n`);
    return exitCodes.usage;
  }
  const folder = practiceFolder(options.dataDir);
  const port = rememberedPort(join(folder, 'port'));
  const service = createPracticeService({
    folder: join(folder, 'service'),
    port: options.port ?? port.get(),
    tokens: [options.token],
    ...(options.credits !== undefined && { credits: options.credits }),
    ...(options.renderSpeed !== undefined && { renderSpeed: options.renderSpeed }),
    ...(faults !== null && { faults: faults.plan }),
  });
  let url: string;
  try {
    ({ url } = await service.start());
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return exitCodes.usage;
  }
  port.keep(Number(new URL(url).port));
  process.stdout.write(
    `The practice service is at ${url} (token: ${options.token}). Nothing here is charged. Ctrl-C ends it.\n` +
      `Try it: FISHSPEECH_API_TOKEN=${options.token} npm run shoal -- run ./my-clips --api-url ${url}\n`,
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await service.stop();
  return exitCodes.allDone;
}

async function readFaults(path: string): Promise<{ plan: FaultPlan } | { error: string }> {
  try {
    return { plan: faultPlanSchema.parse(JSON.parse(await readFile(path, 'utf8'))) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
