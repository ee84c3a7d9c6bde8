// Engine.IO 4 as far as the hub uses it: text packets over one transport at a time, and the server's heartbeat.
import { byPolling, byWebSocket, type Hearer, type Transport, type Travel } from './transports.ts';

const OPEN = '0';
const CLOSE = '1';
const PING = '2';
const PONG = '3';
const MESSAGE = '4';

/** What an engine tells: that it is open, messages in their order, and once that it is over. */
export interface EngineNews {
  opened(): void;
  message(text: string): void;
  /** `wasOpen`: a line was lost; else there was no way to the hub. */
  closed(wasOpen: boolean): void;
}

/** One line to an Engine.IO server. Tries the transports in turn until one opens; is used once. */
export class Engine {
  readonly #address: URL;
  readonly #news: EngineNews;
  readonly #ways: Travel[];
  #transport: Transport | undefined;
  #open = false;
  #over = false;
  #silence = 0;
  #heartbeat: ReturnType<typeof setTimeout> | undefined;

  constructor(address: URL, pollFirst: boolean, news: EngineNews) {
    this.#address = new URL(address);
    this.#address.searchParams.set('EIO', '4');
    this.#news = news;
    this.#ways = pollFirst ? [byPolling, byWebSocket] : [byWebSocket, byPolling];
    globalThis.addEventListener?.('offline', this.#offline);
    this.#try();
  }

  send(message: string): void {
    if (this.#open) this.#transport?.send(MESSAGE + message);
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    globalThis.removeEventListener?.('offline', this.#offline);
    clearTimeout(this.#heartbeat);
    this.#transport?.close();
    this.#news.closed(this.#open);
  }

  /** The browser knows before any silence tells; a websocket can stay open over a network that is gone. */
  readonly #offline = (): void => this.close();

  #try(): void {
    const way = this.#ways.shift();
    if (!way) return this.close();
    // what a transport says after its turn is over is not heard
    const mine = (heard: () => void): void => {
      if (!this.#over && transport && this.#transport === transport) heard();
    };
    const hearer: Hearer = {
      packet: (packet) => mine(() => this.#hear(packet)),
      gone: () => mine(() => (this.#open ? this.close() : this.#try())),
    };
    let transport: Transport | undefined;
    try {
      transport = way(this.#address, hearer);
      this.#transport = transport;
    } catch {
      this.#try(); // a way that this browser, or this page's policy, does not have
    }
  }

  #hear(packet: string): void {
    const rest = packet.slice(1);
    if (packet[0] === OPEN) {
      const { pingInterval, pingTimeout } = JSON.parse(rest) as { pingInterval: number; pingTimeout: number };
      this.#silence = pingInterval + pingTimeout;
      this.#open = true;
      this.#news.opened();
    } else if (packet[0] === PING) this.#transport?.send(PONG + rest);
    else if (packet[0] === MESSAGE) this.#news.message(rest);
    else if (packet[0] === CLOSE) return this.close();
    clearTimeout(this.#heartbeat);
    if (!this.#over) this.#heartbeat = setTimeout(() => this.close(), this.#silence);
  }
}
