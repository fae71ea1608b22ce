import { stat } from 'node:fs/promises';
import { failure, success } from '../../shared/result.ts';
import { fileProblem, identityOf } from '../core/local-file.ts';
import type { MediaReader } from '../core/ports.ts';
import { createProbe, type ProbeOptions } from './ffprobe.ts';
import { identify } from './identify.ts';

/** Reads media files on this computer's own disks. */
export function createMediaReader(options: ProbeOptions): MediaReader {
  return {
    ...createProbe(options),
    identify,
    async stat(path) {
      try {
        return success(identityOf(await stat(path)));
      } catch (error) {
        return failure(fileProblem(error, path));
      }
    },
  };
}
