import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { bodyOf, startLocally, stopNow } from './local-server.ts';

/** One request as the server saw it. */
export interface OddRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  /** How many requests of this method and kind came before. */
  nth: number;
}

/** What it answers instead of what a good server would. `before` is done first, as a good server would. */
export interface OddAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  /** Does what was asked, and only then answers so. */
  after?: true;
}

interface Stored {
  bytes: Buffer;
  metadata: Record<string, string>;
  entityTag: string;
}

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

/** As much of the S3 protocol as an upload needs, in memory and without a check of signatures, and with oddities. */
export class OddServer {
  readonly seen: OddRequest[] = [];
  readonly objects = new Map<string, Stored>();
  readonly uploads = new Map<string, { key: string; metadata: Record<string, string>; parts: Map<number, Buffer> }>();
  /** Null answers as a good server would. */
  odd: (request: OddRequest) => OddAnswer | null = () => null;
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  #uploadId = 0;

  start(): Promise<string> {
    return startLocally(this.#server);
  }

  stop(): Promise<void> {
    return stopNow(this.#server);
  }

  /** How many requests of a kind came: `put`, `part`, `begin`, `complete`, `list-parts`, `list-uploads`, `head`, … */
  count(kind: string): number {
    return this.seen.filter((request) => kindOf(request) === kind).length;
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://server');
    const body = await bodyOf(incoming);
    if (body === null) return;
    const about = {
      method: incoming.method ?? '',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: incoming.headers,
    };
    const request = { ...about, nth: this.count(kindOf(about)) };
    this.seen.push(request);
    const odd = this.odd(request);
    const good = odd === null || odd.after === true ? this.#do(request, body) : null;
    const { status, headers = {}, body: text = '' } = odd ?? good ?? { status: 500 };
    response.writeHead(status, headers);
    response.end(request.method === 'HEAD' ? undefined : text);
  }

  #do(request: OddRequest, body: Buffer): OddAnswer {
    const { path, query, headers } = request;
    const metadata = Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        name.startsWith('x-amz-meta-') && typeof value === 'string' ? [[name, value]] : [],
      ),
    );
    const upload = this.uploads.get(query.get('uploadId') ?? '');
    const claimed = headers['x-amz-content-sha256'];
    switch (kindOf(request)) {
      case 'put':
      case 'part': {
        if (typeof claimed === 'string' && claimed !== createHash('sha256').update(body).digest('hex')) {
          return failed(400, 'XAmzContentSHA256Mismatch');
        }
        const entityTag = `"${md5(body)}"`;
        if (kindOf(request) === 'put') {
          this.objects.set(path, { bytes: body, metadata, entityTag });
        } else {
          if (upload === undefined) return failed(404, 'NoSuchUpload');
          upload.parts.set(Number(query.get('partNumber')), body);
        }
        return { status: 200, headers: { etag: entityTag } };
      }
      case 'begin': {
        this.#uploadId += 1;
        const id = `upload-${this.#uploadId}`;
        this.uploads.set(id, { key: path, metadata, parts: new Map() });
        return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
      }
      case 'complete': {
        if (upload === undefined) return failed(404, 'NoSuchUpload');
        const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, part]) => Number(part));
        const bytes = Buffer.concat(named.map((part) => upload.parts.get(part) ?? Buffer.alloc(0)));
        this.objects.set(path, { bytes, metadata: upload.metadata, entityTag: `"${md5(bytes)}-${named.length}"` });
        this.uploads.delete(query.get('uploadId') ?? '');
        return xml('<CompleteMultipartUploadResult/>');
      }
      case 'abort':
        return { status: this.uploads.delete(query.get('uploadId') ?? '') ? 204 : 404 };
      case 'list-parts': {
        const parts = [...(upload?.parts ?? [])].map(
          ([number, part]) =>
            `<Part><PartNumber>${number}</PartNumber><Size>${part.length}</Size><ETag>"${md5(part)}"</ETag></Part>`,
        );
        return xml(`<ListPartsResult>${parts.join('')}</ListPartsResult>`);
      }
      case 'list-uploads': {
        const prefix = `${path.replace(/\/$/, '')}/${query.get('prefix') ?? ''}`;
        const found = [...this.uploads].filter(([, { key }]) => key.startsWith(prefix));
        const bucket = `${path.replace(/\/$/, '')}/`;
        const items = found.map(
          ([id, { key }]) => `<Upload><Key>${key.slice(bucket.length)}</Key><UploadId>${id}</UploadId></Upload>`,
        );
        return xml(`<ListMultipartUploadsResult>${items.join('')}</ListMultipartUploadsResult>`);
      }
      case 'head':
      case 'get': {
        const object = this.objects.get(path);
        if (object === undefined) return failed(404, 'NoSuchKey');
        const { bytes, entityTag } = object;
        const about = { etag: entityTag, 'content-length': String(bytes.length), ...object.metadata };
        return { status: 200, headers: about, body: bytes.toString('latin1') };
      }
      case 'delete':
        this.objects.delete(path);
        return { status: 204 };
      default:
        return xml('<ListBucketResult/>');
    }
  }
}

/** What a request is. */
export function kindOf({ method, query }: Pick<OddRequest, 'method' | 'query'>): string {
  if (method === 'PUT') return query.has('partNumber') ? 'part' : 'put';
  if (method === 'POST') return query.has('uploads') ? 'begin' : 'complete';
  if (method === 'DELETE') return query.has('uploadId') ? 'abort' : 'delete';
  if (method === 'HEAD') return 'head';
  if (query.has('uploads')) return 'list-uploads';
  if (query.has('uploadId')) return 'list-parts';
  return query.has('list-type') ? 'list' : 'get';
}

export function failed(status: number, code: string, more = ''): OddAnswer {
  return { ...xml(`<Error><Code>${code}</Code><Message>${code}</Message>${more}</Error>`), status };
}

export function xml(text: string): OddAnswer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0"?>${text}` };
}
