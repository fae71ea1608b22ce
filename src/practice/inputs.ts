import { createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import http from 'node:http';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { Outcome } from './outcome.ts';

const silenceMs = 30_000;
const mostRedirects = 5;

/** Whether the service would take this URL: https, or http on this computer (the real one cannot reach that). */
export function isAcceptableInput(url: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null) return false;
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(parsed.hostname);
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && loopback);
}

/**
 * Downloads `url` to `path`, whole or not at all; a file that is already there is kept. The message of a failure is the
 * bare reason. Rejects only when `signal` aborts.
 */
export async function downloadInput(url: string, path: string, signal: AbortSignal): Promise<Outcome<void>> {
  if (await stat(path).catch(() => null)) return { ok: true, value: undefined };
  const answer = await follow(url, mostRedirects, signal);
  if (!answer.ok) return answer;
  try {
    // Without the signal, which the request has: aborting both at once can leave the pipeline waiting for ever (Node 24).
    await pipeline(answer.value, createWriteStream(`${path}.part`));
    await rename(`${path}.part`, path);
    return { ok: true, value: undefined };
  } catch (error) {
    if (signal.aborted) throw error;
    return { ok: false, message: 'the download broke off' };
  }
}

async function follow(url: string, redirects: number, signal: AbortSignal): Promise<Outcome<IncomingMessage>> {
  if (!isAcceptableInput(url)) return { ok: false, message: 'not an https URL' };
  const answer = await open(url, signal);
  if (!answer.ok) return answer;
  const { statusCode = 0, headers } = answer.value;
  if (statusCode === 200) return answer;
  answer.value.destroy();
  if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined && redirects > 0) {
    return follow(new URL(headers.location, url).href, redirects - 1, signal);
  }
  return { ok: false, message: `HTTP ${statusCode}` };
}

function open(url: string, signal: AbortSignal): Promise<Outcome<IncomingMessage>> {
  return new Promise((resolve, reject) => {
    const { get } = url.startsWith('https:') ? https : http;
    // A connection of its own: nothing is left open in a pool when the service stops.
    const request = get(url, { agent: false, signal, timeout: silenceMs }, (value) => resolve({ ok: true, value }));
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', (error) => {
      if (signal.aborted) reject(error);
      else resolve({ ok: false, message: 'code' in error ? String(error.code) : error.message });
    });
  });
}
