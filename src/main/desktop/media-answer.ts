import { contentTypeOf, hostedName } from '../hosting/content-type.ts';
import type { MediaFiles } from '../workspace/media-files.ts';
import { fileAnswer, notFound } from './file-answer.ts';

/**
 * Answers a request for an input, a result or a thumbnail by its opaque id, as `shared/contract/media-addresses.ts` names
 * them; null for any other address.
 */
export async function answerMedia(
  files: Pick<MediaFiles, 'media' | 'result' | 'thumbnail'>,
  request: Request,
): Promise<Response | null> {
  const [, place, id = '', ...rest] = new URL(request.url).pathname.split('/');
  if (rest.length > 0) return null;
  const found =
    place === 'media'
      ? files.media(id)
      : place === 'result'
        ? files.result(id)
        : place === 'thumbnail'
          ? await files.thumbnail(id)
          : null;
  if (found === null) return null;
  if (!found.ok || request.method !== 'GET') return notFound();
  const type = place === 'thumbnail' ? 'image/jpeg' : contentTypeOf(hostedName(found.value));
  return fileAnswer(found.value, type, request);
}
