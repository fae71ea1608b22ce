// Before packaging: npm brings some of the bundled binaries without the right to be run (it is their install scripts that give
// it, where those may run), and an installed program may not mend that in a folder that is not its own.
import { chmod, glob } from 'node:fs/promises';
import { join } from 'node:path';

export default async function makeExecutable({ packager }) {
  const modules = join(packager.projectDir, 'node_modules');
  for await (const name of glob('{@ffprobe-installer/*-*/ffprobe,@ffmpeg-installer/*-*/ffmpeg}', { cwd: modules }))
    await chmod(join(modules, name), 0o755);
}
