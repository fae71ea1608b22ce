import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { errorAnswer } from './answers.ts';
import type { Answer } from './answers.ts';

/** The finished files, behind URLs that expire. */
export interface Results {
  pathOf(jobId: string): string;
  /** A fresh URL, good for the lifetime that was set. */
  urlOf(jobId: string): string;
  /** Answers a GET or HEAD of such a URL: 200, 206 for one range, 403 when expired or altered, 404, 416. */
  answer(url: URL, headers: IncomingHttpHeaders): Promise<Answer>;
}

/** Serves what is in `folder`. The signing key lasts as long as this object: a restart ends all earlier URLs. */
export function createResults(folder: string, lifetimeSeconds: number, baseUrl: string): Results {
  const key = randomBytes(32);
  const sign = (jobId: string, expires: string): string =>
    createHmac('sha256', key).update(`${jobId}\n${expires}`).digest('hex');
  const pathOf = (jobId: string): string => join(folder, `${jobId}.mp4`);
  return {
    pathOf,
    urlOf(jobId) {
      const expires = String(Date.now() + Math.round(lifetimeSeconds * 1000));
      return `${baseUrl}/results/${jobId}.mp4?expires=${expires}&signature=${sign(jobId, expires)}`;
    },
    async answer(url, headers) {
      const jobId = /^\/results\/(job_[0-9a-f]+)\.mp4$/.exec(url.pathname)?.[1];
      if (jobId === undefined) return errorAnswer(404, 'There is no such result.');
      const expires = url.searchParams.get('expires') ?? '';
      const right = Buffer.from(sign(jobId, expires));
      const given = Buffer.from(url.searchParams.get('signature') ?? '');
      if (given.length !== right.length || !timingSafeEqual(given, right) || Number(expires) <= Date.now()) {
        return errorAnswer(403, 'The link has expired. Get the job again for a new one.', { code: 'url_expired' });
      }
      const file = await stat(pathOf(jobId)).catch(() => null);
      if (file === null) return errorAnswer(404, 'There is no such result.');
      const entityTag = `"${file.size.toString(16)}-${Math.round(file.mtimeMs).toString(16)}"`;
      return answerFile(pathOf(jobId), file.size, entityTag, headers);
    },
  };
}

function answerFile(path: string, size: number, entityTag: string, headers: IncomingHttpHeaders): Answer {
  const common = { 'content-type': 'video/mp4', 'accept-ranges': 'bytes', etag: entityTag };
  const wanted = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '');
  const unchanged = headers['if-range'] === undefined || headers['if-range'] === entityTag;
  const [, from = '', to = ''] = wanted ?? [];
  if (wanted === null || !unchanged || (from === '' && to === '')) {
    return { status: 200, headers: common, body: { path, first: 0, last: size - 1 } };
  }
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first > last) {
    return errorAnswer(416, 'The range is outside of the file.', { headers: { 'content-range': `bytes */${size}` } });
  }
  const range = { 'content-range': `bytes ${first}-${last}/${size}` };
  return { status: 206, headers: { ...common, ...range }, body: { path, first, last } };
}
