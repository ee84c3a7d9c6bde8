// The official client under a test's command: one JSON array a line comes in, [number, action, …]; one a line goes out,
// [number, answer]. A test says what is done when, so that nothing here waits for a time to pass.
import { createInterface } from 'node:readline';
import { Manager } from 'socket.io-client';

const managers = new Map();
const sockets = new Map();
/** Everything a socket told, oldest first, and who waits for what comes next. */
const heard = new Map();

const plain = (value) => (value instanceof Uint8Array || value instanceof ArrayBuffer ? { bytes: value.byteLength } : value);

function tell(name, event, ...news) {
  const { told, waiting } = heard.get(name);
  told.push([event, ...news.map(plain)]);
  waiting.splice(0).forEach((look) => look());
}

function listen(name, socket) {
  socket.on('connect', () => tell(name, 'connect', socket.id, socket.io.engine.transport.name));
  socket.on('connect_error', (error) => tell(name, 'connect_error', error.message ?? null, error.data ?? null));
  socket.on('disconnect', (reason, details) => {
    tell(name, 'disconnect', reason, details?.context?.code ?? null, details?.context?.reason ?? null);
  });
  socket.onAny((event, ...news) => tell(name, event, ...news));
}

const actions = {
  open(manager, url, options) {
    managers.set(manager, new Manager(url, { autoConnect: false, reconnectionDelay: 1, reconnectionDelayMax: 5, ...options }));
  },
  join(name, manager, namespace, auth) {
    const socket = managers.get(manager).socket(namespace, { auth });
    sockets.set(name, socket);
    heard.set(name, { told: [], waiting: [] });
    listen(name, socket);
    socket.connect();
  },
  /** Answers with the next news of this name, dropping those before it. */
  hear(name, event) {
    const { told, waiting } = heard.get(name);
    return new Promise((resolve) => {
      const look = () => {
        const at = told.findIndex(([told]) => told === event);
        if (at < 0) return void waiting.push(look);
        resolve(told.splice(0, at + 1).at(-1).slice(1));
      };
      look();
    });
  },
  async ask(name, event, payload, patience = 10_000) {
    try {
      return await sockets.get(name).timeout(patience).emitWithAck(event, payload);
    } catch (error) {
      return { failed: error.message };
    }
  },
  async askBinary(name, event, size) {
    return plain(await sockets.get(name).timeout(10_000).emitWithAck(event, Buffer.alloc(size, 7)));
  },
  upgraded: (name) => new Promise((resolve) => {
    const { engine } = sockets.get(name).io;
    if (engine.transport.name === 'websocket') resolve('websocket');
    else engine.once('upgrade', (transport) => resolve(transport.name));
  }),
  stopReading: (name) => void sockets.get(name).io.engine.transport.ws._socket.pause(),
  readOn: (name) => void sockets.get(name).io.engine.transport.ws._socket.resume(),
  leave: (name) => void sockets.get(name).disconnect(),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [number, action, ...given] = JSON.parse(line);
  Promise.resolve(actions[action](...given)).then((answer) => {
    process.stdout.write(`${JSON.stringify([number, answer ?? null])}\n`);
  });
}
process.exit(0);
