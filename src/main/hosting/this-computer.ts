import { once } from 'node:events';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { problem } from '../../shared/problems.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { errorCode, fileProblem, identityOf, sameIdentity } from '../core/local-file.ts';
import type { Clock, Host, HostableMedia } from '../core/ports.ts';
import { parseRange, type ByteRange } from './byte-range.ts';
import { contentTypeOf, hostedName } from './content-type.ts';
import { signedPath, verifiedParts } from './signed-url.ts';

const CHUNK_BYTES = 256 * 1024;
const CHECK_TIMEOUT_MS = 10_000;
/** What `check` asks for. No hosted file has this name. */
const CHECK_NAME = 'check.txt';
const CHECK_ANSWER = 'Shoal is reachable here.\n';

export interface ThisComputerOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** Where a tunnel makes this server public now, such as `https://name.example/path`; null without one. */
  publicUrl?: () => string | null;
  /** The first signs, all verify, so that a key can be replaced while URLs are out. Never empty. */
  signingKeys: () => readonly Uint8Array[];
  clock: Clock;
  /** Whether the URLs with this nonce are to be refused, although they have not expired; none by default. */
  isRevoked?: (nonce: string) => boolean;
  /** A file was asked for and not served, or not to its end, because it changed or is gone. */
  onRefusedChange?: (objectId: string) => void;
}

export interface ThisComputerHost extends Host {
  /** Where this server is reached, without a slash at its end. Only while started, unless a public base URL is set. */
  readonly url: string;
  /** Whether this server answers under its (public) base URL; host.unavailable when not. Rejects only when aborted. */
  check(signal: AbortSignal): Promise<Result<void>>;
}

interface HostedObject {
  media: HostableMedia;
  removal: AbortController;
}

/** The file is not the one that was put any more. */
class FileChanged extends Error {}

function refuse(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers });
  response.end(`${text}\n`);
}

/** The bytes of `range`, each checked after it was read, so that none of a changed file is ever sent. */
async function* unchangedBytes(handle: FileHandle, media: HostableMedia, range: ByteRange): AsyncGenerator<Buffer> {
  let position = range.first;
  while (position <= range.last) {
    const length = Math.min(CHUNK_BYTES, range.last - position + 1);
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
    if (bytesRead === 0 || !sameIdentity(identityOf(await handle.stat()), media)) throw new FileChanged();
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/**
 * The host `this-computer`: an HTTP server on loopback that serves the files that were put, and only by the URLs that
 * `sign` makes. Nothing of a path is ever mapped to the disk. Without a valid signature every URL is answered 403,
 * whether it exists or not; with one, 403 after its expiry, 404 when the object is not (or no longer) put, and 410
 * when its file changed (size or modification time) or is gone.
 *
 * Objects live in memory: after a restart they are put again, and the URLs that are out work again while the keys stay.
 */
export function createThisComputerHost(options: ThisComputerOptions): ThisComputerHost {
  const { signingKeys, clock } = options;
  const publicBase = (): string | null => options.publicUrl?.()?.replace(/\/+$/, '') ?? null;
  /** A tunnel may pass on the path of its public URL, or take it off. */
  const publicPath = (): string => URL.parse(publicBase() ?? '')?.pathname.replace(/\/$/, '') ?? '';
  /** Kept once it is known: a tunnel leads to it. */
  let port = options.port ?? 0;
  let ending: Promise<void> = Promise.resolve();
  const objects = new Map<string, HostedObject>();
  const answering = new Set<Promise<void>>();
  let server: Server | null = null;

  async function serveFile(
    { media, removal }: HostedObject,
    objectId: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const gone = (): void => {
      options.onRefusedChange?.(objectId);
      refuse(response, 410, 'This file changed after it was offered, and is not served.');
    };
    let opened: FileHandle;
    try {
      opened = await open(media.path);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') gone();
      else refuse(response, 503, 'This file cannot be read now.');
      return;
    }
    await using handle = opened;
    const stats = await handle.stat();
    if (!stats.isFile() || !sameIdentity(identityOf(stats), media)) {
      gone();
      return;
    }

    const entityTag = `"${media.size.toString(36)}-${Math.floor(media.modifiedMs).toString(36)}"`;
    const condition = request.headers['if-range'];
    const asked = condition === undefined || condition === entityTag ? request.headers.range : undefined;
    const range = parseRange(asked, media.size);
    response.setHeader('Accept-Ranges', 'bytes');
    response.setHeader('ETag', entityTag);
    if (range === 'unsatisfiable') {
      refuse(response, 416, 'There is no such range.', { 'Content-Range': `bytes */${media.size}` });
      return;
    }
    const part = range === 'whole' ? { first: 0, last: media.size - 1 } : range;
    if (range !== 'whole') response.setHeader('Content-Range', `bytes ${part.first}-${part.last}/${media.size}`);
    response.writeHead(range === 'whole' ? 200 : 206, {
      'Content-Type': contentTypeOf(hostedName(media.path)),
      'Content-Length': part.last - part.first + 1,
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    try {
      // A failure destroys the connection, so that what arrived can only be taken for incomplete.
      await pipeline(Readable.from(unchangedBytes(handle, media, part), { objectMode: false }), response, {
        signal: removal.signal,
      });
    } catch (error) {
      if (error instanceof FileChanged) options.onRefusedChange?.(objectId);
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Cache-Control', 'private, no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, 405, 'Only GET and HEAD.', { Allow: 'GET, HEAD' });
      return;
    }
    const url = request.url ?? '';
    const outer = publicPath();
    const path = outer !== '' && url.startsWith(`${outer}/`) ? url.slice(outer.length) : url;
    const parts = verifiedParts(path, signingKeys());
    if (parts === null) {
      refuse(response, 403, 'This URL is not valid.');
      return;
    }
    if (clock.now() >= parts.expires * 1000) {
      refuse(response, 403, 'This URL has expired.');
      return;
    }
    if (options.isRevoked?.(parts.nonce) === true) {
      refuse(response, 403, 'This URL was withdrawn.');
      return;
    }
    if (parts.fileName === CHECK_NAME) {
      response.end(CHECK_ANSWER);
      return;
    }
    const hosted = objects.get(parts.objectId);
    if (hosted === undefined || hostedName(hosted.media.path) !== parts.fileName) {
      refuse(response, 404, 'This file is not offered any more.');
      return;
    }
    await serveFile(hosted, parts.objectId, request, response);
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const task = answer(request, response)
      .catch(() => {
        // Only the disk can fail here, after the file was opened.
        response.destroy();
      })
      .finally(() => answering.delete(task));
    answering.add(task);
  }

  function base(): string {
    const outer = publicBase();
    if (outer !== null) return outer;
    if (server === null) throw new Error('the host is not started');
    return `http://127.0.0.1:${port}`;
  }

  function signed(objectId: string, fileName: string, nonce: string, lifetimeMs: number): string {
    const [key] = signingKeys();
    if (key === undefined) throw new Error('there is no signing key');
    const expires = Math.ceil((clock.now() + lifetimeMs) / 1000);
    return base() + signedPath({ objectId, fileName, expires, nonce }, key);
  }

  return {
    kind: 'this-computer',
    place: '',
    refusesRevoked: true,
    // Each file is served from where it is: another one of the same content may be gone tomorrow.
    contentName: () => null,

    get url() {
      return base();
    },

    get port() {
      return port === 0 ? null : port;
    },

    async start() {
      await ending;
      if (server !== null) return success(undefined);
      const starting = createServer(handle);
      starting.listen(port, '127.0.0.1');
      try {
        await once(starting, 'listening');
      } catch (error) {
        const code = errorCode(error) ?? 'unknown';
        const reason = code === 'EADDRINUSE' ? `port ${port} is taken` : `port ${port}: ${code}`;
        return failure(problem('host.unavailable', { reason }));
      }
      const address = starting.address();
      if (typeof address === 'object' && address !== null) port = address.port;
      server = starting;
      return success(undefined);
    },

    stop() {
      if (server === null) return ending;
      const stopping = server;
      server = null;
      ending = once(stopping, 'close')
        .then(() => Promise.all(answering))
        .then(() => undefined);
      stopping.close();
      stopping.closeAllConnections();
      return ending;
    },

    async put(objectId, media, progress, signal) {
      signal.throwIfAborted();
      try {
        const stats = await stat(media.path);
        if (!stats.isFile() || !sameIdentity(identityOf(stats), media)) {
          return failure(problem('media.changed', { name: basename(media.path) }));
        }
      } catch (error) {
        return failure(fileProblem(error, media.path));
      }
      signal.throwIfAborted();
      objects.set(objectId, { media, removal: objects.get(objectId)?.removal ?? new AbortController() });
      progress(media.size);
      return success(undefined);
    },

    sign(objectId, media, { nonce, lifetimeMs }) {
      return Promise.resolve(success(signed(objectId, hostedName(media.path), nonce, lifetimeMs)));
    },

    remove(objectId) {
      objects.get(objectId)?.removal.abort();
      objects.delete(objectId);
      return Promise.resolve(success(undefined));
    },

    // Nothing is ever half there.
    abandon: () => Promise.resolve(),

    async check(signal) {
      const unavailable = (reason: string): Result<void> => failure(problem('host.unavailable', { reason }));
      const url = signed('check', CHECK_NAME, 'check', 60_000);
      try {
        const response = await fetch(url, {
          redirect: 'error',
          signal: AbortSignal.any([signal, AbortSignal.timeout(CHECK_TIMEOUT_MS)]),
        });
        const text = await response.text();
        if (!response.ok) return unavailable(`its address answers ${response.status}`);
        return text === CHECK_ANSWER ? success(undefined) : unavailable('something else answers at its address');
      } catch {
        signal.throwIfAborted();
        return unavailable('its address does not answer');
      }
    },
  };
}
