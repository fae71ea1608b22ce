import { createCodec } from './codec.ts';
import { Emitter } from './part.ts';

const { encode, decode } = createCodec();

/** Where the messages of a port go that was given away to a page. */
export interface Route {
  post: (data: string, ports: MessagePort[]) => void;
  closed: () => void;
}

export interface PortEvents {
  message: [event: { data: unknown; ports: MessagePort[] }];
  close: [];
}

/** MessagePortMain. Its messages are encoded between the two ends, so that what no page could receive fails here too. */
export class MessagePort extends Emitter<PortEvents> {
  #other: MessagePort | null = null;
  #route: Route | null = null;
  #isStarted = false;
  #waiting: { data: string; ports: MessagePort[] }[] = [];

  constructor() {
    super('MessagePortMain', { message: true, close: true });
  }

  static pair(): [MessagePort, MessagePort] {
    const pair: [MessagePort, MessagePort] = [new MessagePort(), new MessagePort()];
    pair[0].#other = pair[1];
    pair[1].#other = pair[0];
    return pair;
  }

  postMessage(message: unknown, transfer: MessagePort[] = []): void {
    if (this.#route !== null) throw new Error('This port was given away.');
    this.carry(encode(message), transfer);
  }

  start(): void {
    this.#isStarted = true;
    this.#flush();
  }

  /** Ends both ends; each hears of it. */
  close(): void {
    const other = this.#other;
    if (other === null) return;
    this.#other = null;
    other.#other = null;
    setImmediate(() => {
      this.emit('close');
      if (other.#route === null) other.emit('close');
      else other.#route.closed();
    });
  }

  /** Sends what is encoded already, as it comes from the page to which this port was given. */
  carry(data: string, ports: MessagePort[]): void {
    const other = this.#other;
    if (other === null) return;
    other.#waiting.push({ data, ports });
    other.#flush();
  }

  /** Gives the port away: from now on what arrives at it goes there. */
  giveTo(route: Route): void {
    if (this.#route !== null) throw new Error('This port was given away already.');
    this.#route = route;
    this.#flush();
  }

  #flush(): void {
    if (this.#route === null && !this.#isStarted) return;
    for (const { data, ports } of this.#waiting.splice(0)) {
      if (this.#route === null) setImmediate(() => this.emit('message', { data: decode(data), ports }));
      else this.#route.post(data, ports);
    }
  }
}

export class MessageChannelMain {
  readonly port1: MessagePort;
  readonly port2: MessagePort;
  constructor() {
    [this.port1, this.port2] = MessagePort.pair();
  }
}
