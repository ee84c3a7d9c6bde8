// A real Socket.IO server that behaves as a test says: the client's end of the line is not imitated.
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server, type Socket } from 'socket.io';

type Answer = (command: Record<string, unknown>, socket: Socket) => unknown;

/** Answers of a command that is never acknowledged. */
export const SILENCE = Symbol('silence');

export class ScriptedHub {
  readonly #http: HttpServer;
  readonly #io: Server;
  readonly #streams = new Set<Duplex>();
  readonly handshakes: Record<string, unknown>[] = [];
  readonly transports: string[] = [];
  readonly heard: { name: string; command: Record<string, unknown> }[] = [];
  readonly sockets: Socket[] = [];
  /** By command name; without one a command is acknowledged with null. */
  readonly answers = new Map<string, Answer>();
  /** Returns the refusal of a connection, or undefined to let it in. */
  admit: (auth: Record<string, unknown>) => Record<string, unknown> | undefined = () => undefined;

  constructor({ transports = ['websocket', 'polling'] as ('websocket' | 'polling')[], path = '/socket.io/' } = {}) {
    this.#http = createServer();
    this.#http.on('connection', (stream) => {
      this.#streams.add(stream);
      stream.on('close', () => this.#streams.delete(stream));
    });
    this.#io = new Server(this.#http, { transports, path, cors: { origin: true } });
    for (const namespace of ['/taxpayer', '/officer']) this.#serve(namespace);
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#http.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Takes websockets and never answers them, as some middle boxes do. */
  swallowWebsockets(): void {
    this.#http.removeAllListeners('upgrade');
    this.#http.on('upgrade', () => undefined);
  }

  /** Cuts every line without a word. */
  cut(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await this.#io.close();
  }

  #serve(namespace: string): void {
    const place = this.#io.of(namespace);
    place.use((socket, next) => {
      this.handshakes.push(socket.handshake.auth);
      const refusal = this.admit(socket.handshake.auth);
      next(refusal && Object.assign(new Error(String(refusal['code'])), { data: refusal }));
    });
    place.on('connection', (socket) => {
      this.sockets.push(socket);
      this.transports.push(socket.conn.transport.name);
      socket.onAny(async (name: string, command: Record<string, unknown>, acknowledge: (ack: unknown) => void) => {
        this.heard.push({ name, command });
        const answer = (await this.answers.get(name)?.(command, socket)) ?? { ok: true, result: null };
        if (answer !== SILENCE) acknowledge(answer);
      });
    });
  }
}
