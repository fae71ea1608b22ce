import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTransport } from '../../src/main/fishspeech/transport.ts';

let server: Server;
let address: string;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    asked.push(`${method} ${url} ${request.headers.range ?? ''}`.trim());
    if (url === '/film.mp4') response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': 5 }).end('films');
    else if (url === '/moved') response.writeHead(302, { location: '/film.mp4' }).end();
    else if (url === '/away') response.writeHead(302, { location: 'http://films.example/' }).end();
    else if (url === '/loop') response.writeHead(302, { location: '/loop' }).end();
    // As a link is answered that is signed for GET alone.
    else if (url === '/signed' && method === 'HEAD') response.writeHead(403).end();
    else if (url === '/signed') response.writeHead(206, { 'content-range': 'bytes 0-0/7000' }).end('f');
    else if (url === '/endless' && method === 'GET') response.writeHead(200).write('f');
    else response.writeHead(url === '/endless' ? 405 : 404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  address = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const look = (path: string) =>
  createTransport().look({
    url: path.startsWith('/') ? address + path : path,
    connectTimeoutMs: 5_000,
    answerTimeoutMs: 5_000,
    signal: new AbortController().signal,
  });

it('says what a link leads to, by HEAD, or by a GET of one byte', async () => {
  expect(await look('/film.mp4')).toEqual({ kind: 'there', size: 5, contentType: 'video/mp4' });
  expect(await look('/moved')).toEqual({ kind: 'there', size: 5, contentType: 'video/mp4' });
  expect(await look('/signed')).toEqual({ kind: 'there', size: 7000, contentType: '' });
  expect(asked).toEqual(['HEAD /film.mp4', 'HEAD /moved', 'HEAD /film.mp4', 'HEAD /signed', 'GET /signed bytes=0-0']);
});

it('reads no endless body, and follows no redirect for ever or to where others can read', async () => {
  expect(await look('/endless')).toEqual({ kind: 'there', size: null, contentType: '' });
  expect(await look('/gone')).toEqual({ kind: 'refused', status: 404 });
  expect(await look('/loop')).toEqual({ kind: 'refused', status: 302 });
  expect(await look('/away')).toEqual({ kind: 'refused', status: 302 });
  expect(await look('http://127.0.0.1:1/')).toEqual({ kind: 'failed', failure: 'refused' });
  expect(await look('http://films.example/')).toEqual({ kind: 'failed', failure: 'other' });
});
