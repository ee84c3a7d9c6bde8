// The two ways in which Engine.IO packets travel: a websocket, and HTTP polling behind proxies that block websockets.

/** One way to the hub, used once. */
export interface Transport {
  send(packet: string): void;
  close(): void;
}

/** What a transport tells: packets in their order, and once that it is gone. */
export interface Hearer {
  packet(packet: string): void;
  gone(): void;
}

export type Travel = (address: URL, hearer: Hearer) => Transport;

/** Between packets in the body of one polling request or answer. */
const SEPARATOR = '\x1e';
const CLOSE = '1';

export const byWebSocket: Travel = (address, hearer) => {
  const url = new URL(address);
  url.protocol = url.protocol.replace('http', 'ws');
  url.searchParams.set('transport', 'websocket');
  const socket = new WebSocket(url);
  socket.onmessage = ({ data }) => hearer.packet(String(data));
  socket.onerror = socket.onclose = () => hearer.gone();
  return {
    send: (packet) => socket.send(packet),
    close: () => socket.close(),
  };
};

export const byPolling: Travel = (address, hearer) => {
  const stop = new AbortController();
  const url = new URL(address);
  url.searchParams.set('transport', 'polling');
  let waiting: string[] = [];
  let posting = false;

  const ask = async (options: RequestInit): Promise<string> => {
    url.searchParams.set('t', String(asked++)); // some caches keep even what says that it must not be kept
    const answer = await fetch(url, { ...options, signal: stop.signal });
    if (!answer.ok) throw new Error(`polling answered ${answer.status}`);
    return answer.text();
  };
  const run = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch {
      if (!stop.signal.aborted) hearer.gone();
      stop.abort();
    }
  };
  void run(async () => {
    while (!stop.signal.aborted) {
      for (const packet of (await ask({})).split(SEPARATOR)) {
        if (packet.startsWith('0')) url.searchParams.set('sid', JSON.parse(packet.slice(1)).sid);
        hearer.packet(packet);
      }
    }
  });
  const post = (): Promise<void> =>
    run(async () => {
      posting = true;
      while (waiting.length) await ask({ method: 'POST', body: waiting.splice(0).join(SEPARATOR) });
      posting = false;
    });
  return {
    send(packet) {
      waiting = [...waiting, packet];
      if (!posting) queueMicrotask(() => posting || void post());
    },
    close() {
      stop.abort();
      if (!url.searchParams.has('sid')) return;
      // the hub would wait for the next poll; the page may be gone before this is answered
      fetch(url, { method: 'POST', body: [...waiting, CLOSE].join(SEPARATOR), keepalive: true }).catch(() => undefined);
    },
  };
};

let asked = 0;
