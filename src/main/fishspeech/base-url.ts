import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { safeUrl } from '../../shared/address.ts';

/** The service's own address, unless a person says otherwise. */
export const defaultApiUrl = 'https://fishaudio.org';

/**
 * Reads an API address: https, or http on this computer; without credentials, query or fragment. Gives it without a
 * slash at its end.
 */
export function parseBaseUrl(text: string): Result<string> {
  const url = URL.parse(text.trim());
  // What is not even a URL may be anything, such as a token pasted into the wrong place, and is not repeated.
  if (url === null) return failure(problem('service.url', { url: '“…”', reason: 'it is not a URL' }));
  const unusable = (reason: string): Result<string> =>
    failure(problem('service.url', { url: `${url.protocol}//${url.host}`, reason }));
  if (safeUrl(url.href) === null) return unusable('it is neither https nor on this computer');
  if (url.username !== '' || url.password !== '') return unusable('it holds credentials');
  if (url.search !== '' || url.hash !== '') return unusable('it holds a query or a fragment');
  return success(`${url.origin}${url.pathname}`.replace(/\/+$/, ''));
}
