// Stands in for the package socket.io-client in the widget's bundle (vite.config.ts), with the part of its interface that
// @daoban/client uses: one namespace, text, acknowledgements, no reconnecting, no upgrade between transports. 10 kB
// gzip lighter; the client's own tests of the connection run against both (docs/decisions).
import { Engine } from './engine.ts';

const CONNECT = '0';
const DISCONNECT = '1';
const EVENT = '2';
const ACK = '3';
const CONNECT_ERROR = '4';

type Listener = (...heard: never[]) => void;

interface ManagerOptions {
  readonly path: string;
  readonly transports: readonly string[];
}

interface SocketOptions {
  auth(give: (auth: Record<string, unknown>) => void): void;
}

/** Names the server; each socket has a line of its own. */
export class Manager {
  readonly #origin: string;
  readonly #options: ManagerOptions;

  constructor(origin: string, options: ManagerOptions) {
    this.#origin = origin;
    this.#options = options;
  }

  socket(namespace: string, { auth }: SocketOptions): Socket {
    const { path, transports } = this.#options;
    return new Socket(new URL(path, this.#origin), transports[0] === 'polling', namespace, auth);
  }
}

/** One connection to one namespace; opened once. */
export class Socket {
  connected = false;
  /** Where listeners to the end of the engine are taken, as in the package. */
  readonly io = { engine: { on: (_close: 'close', listener: () => void): void => this.on('engine', listener) } };
  readonly #address: URL;
  readonly #pollFirst: boolean;
  readonly #namespace: string;
  readonly #auth: SocketOptions['auth'];
  readonly #listeners = new Map<string, Listener[]>();
  readonly #acks = new Map<number, (answer: unknown) => void>();
  #any: Listener[] = [];
  #engine: Engine | undefined;
  #asked = 0;

  constructor(address: URL, pollFirst: boolean, namespace: string, auth: SocketOptions['auth']) {
    this.#address = address;
    this.#pollFirst = pollFirst;
    this.#namespace = namespace;
    this.#auth = auth;
  }

  connect(): this {
    this.#engine ??= new Engine(this.#address, this.#pollFirst, {
      opened: () => this.#auth((auth) => this.#send(CONNECT, '', auth)),
      message: (text) => this.#hear(text),
      closed: (wasOpen) => this.#closed(wasOpen),
    });
    return this;
  }

  disconnect(): this {
    if (this.connected) this.#send(DISCONNECT);
    this.connected = false;
    this.#engine?.close();
    return this;
  }

  emit(name: string, command: object, acknowledged: (answer: never) => void): this {
    const id = this.#asked++;
    this.#acks.set(id, acknowledged as (answer: unknown) => void);
    this.#send(EVENT, String(id), [name, command]);
    return this;
  }

  on(name: string, listener: Listener): void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
  }

  onAny(listener: Listener): void {
    this.#any = [...this.#any, listener];
  }

  off(): void {
    this.#listeners.clear();
  }

  offAny(): void {
    this.#any = [];
  }

  #tell(name: string, ...news: unknown[]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as (...heard: unknown[]) => void)(...news);
  }

  #send(type: string, id = '', body?: unknown): void {
    this.#engine?.send(`${type}${this.#namespace},${id}${body === undefined ? '' : JSON.stringify(body)}`);
  }

  /** A packet: type, namespace and a comma, the number of an acknowledgement, JSON. */
  #hear(packet: string): void {
    const [, type, namespace, id = '', body = ''] = /^(\d)(?:(\/[^,]*),)?(\d*)(.*)$/s.exec(packet) ?? [];
    if (namespace !== this.#namespace) return;
    const heard = body ? (JSON.parse(body) as unknown) : undefined;
    if (type === CONNECT) {
      this.connected = true;
      this.#tell('connect');
    } else if (type === EVENT) {
      for (const listener of this.#any) (listener as (...news: unknown[]) => void)(...(heard as unknown[]));
    } else if (type === ACK) {
      this.#acks.get(Number(id))?.((heard as unknown[])[0]);
      this.#acks.delete(Number(id));
    } else if (type === CONNECT_ERROR) {
      const { message, data } = heard as { message: string; data?: unknown };
      this.#tell('connect_error', Object.assign(new Error(message), { data }));
    } else if (type === DISCONNECT) this.#engine?.close();
  }

  #closed(wasOpen: boolean): void {
    const { connected } = this;
    this.connected = false;
    this.#tell('engine');
    if (connected) this.#tell('disconnect');
    else if (!wasOpen) this.#tell('connect_error', new Error('no way to the hub'));
  }
}
