import { problem, type Problem } from '../../shared/problems.ts';
import type { Media } from '../core/media.ts';
import type { Transport } from '../core/ports.ts';

const connectTimeoutMs = 10_000;
const answerTimeoutMs = 15_000;

/**
 * What is plainly wrong with a link of the person's own, before the service is asked to read it; null when nothing is, or
 * when the link cannot be reached from here: the service may be able to.
 */
export async function lookAtLink(
  { name, location }: Pick<Media, 'name' | 'location'>,
  transport: Transport,
  signal: AbortSignal,
): Promise<Problem | null> {
  const found = await transport.look({ url: location, connectTimeoutMs, answerTimeoutMs, signal });
  if (found.kind === 'failed') return null;
  if (found.kind === 'refused') {
    const { status } = found;
    // Anything else may be of the moment.
    return [401, 403, 404, 410].includes(status) ? problem('media.link-refused', { name, status }) : null;
  }
  if (/^(text\/html|application\/xhtml)/i.test(found.contentType)) return problem('media.link-page', { name });
  return found.size === 0 ? problem('media.link-empty', { name }) : null;
}
