import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock, Random } from '../core/ports.ts';

const linkLifetimeMs = 600_000;
const mostSessions = 64;

/** What every answer carries: nothing from elsewhere is loaded, and no other page may frame or read this one. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    // The window sets styles from its scripts only, which needs no leave; it brings no style element.
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/**
 * Who may talk to the web host: a browser that opened a one-time link and was given a cookie for it. Everything else on
 * this computer, and every other page in the same browser, is refused.
 */
export class Guard {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #links = new Map<string, number>();
  readonly #sessions = new Set<string>();
  #port = 0;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The port that is served on, once it is known. */
  set port(port: number) {
    this.#port = port;
  }

  /** A link that lets one browser in, once, within ten minutes. Whoever has it can do all that a person can. */
  newLink(): string {
    const secret = this.#random.token(24);
    this.#links.set(secret, this.#clock.monotonic() + linkLifetimeMs);
    return `http://127.0.0.1:${this.#port}/enter/${secret}`;
  }

  /** The Set-Cookie header that a link's secret is changed for; null when it was used, is too old or never was one. */
  enter(secret: string): string | null {
    const until = this.#links.get(secret);
    this.#links.delete(secret);
    if (until === undefined || until < this.#clock.monotonic()) return null;
    const session = this.#random.token(24);
    const [oldest] = this.#sessions;
    if (this.#sessions.size >= mostSessions && oldest !== undefined) this.#sessions.delete(oldest);
    this.#sessions.add(session);
    return `${this.#cookie}=${session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether a request came to this very host by its own name: a foreign name that leads here is somebody's trick. */
  isForHere({ headers }: IncomingMessage): boolean {
    return headers.host === `127.0.0.1:${this.#port}` || headers.host === `localhost:${this.#port}`;
  }

  /** Whether a request comes from a page of this host, or from no page at all. */
  isFromHere({ headers }: IncomingMessage): boolean {
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
    return headers.origin === undefined || this.isFromOwnPage(headers);
  }

  /** Whether a request says that a page of this host made it: asked of everything that could change something. */
  isFromOwnPage({ origin, host }: IncomingMessage['headers']): boolean {
    return origin !== undefined && origin === `http://${host ?? ''}`;
  }

  /** Whether a request has a cookie that a link was changed for. */
  isKnown({ headers }: IncomingMessage): boolean {
    const given = (headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(`${this.#cookie}=`))
      .map((pair) => pair.slice(this.#cookie.length + 1));
    return given.some((value) => [...this.#sessions].some((session) => isSame(value, session)));
  }

  /** Cookies do not tell ports apart; the name does, so that two of these do not put each other out. */
  get #cookie(): string {
    return `shoal-${this.#port}`;
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
