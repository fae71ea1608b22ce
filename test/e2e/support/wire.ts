import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { z } from 'zod';

/** A proxy between a browser and the web host, as a wire that can be cut and mended. */
export interface Wire extends AsyncDisposable {
  url: string;
  /** Ends every connection, and lets no other through. */
  cut(): void;
  mend(): void;
}

export async function startWire(): Promise<Wire> {
  let isCut = false;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    if (isCut) socket.destroy();
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const proxy = createServer((request, response) => {
    const { method, headers } = request;
    const forwarded = httpRequest(request.url ?? '', { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  proxy.on('connection', keep);
  // A browser asks a proxy for a tunnel to what it opens a WebSocket to.
  proxy.on('connect', ({ url = '' }, socket: Socket) => {
    const [host, port] = url.split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    keep(onward);
    socket.on('close', () => onward.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = z.object({ port: z.number() }).parse(proxy.address());
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    mend: () => void (isCut = false),
    async [Symbol.asyncDispose]() {
      cut();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
