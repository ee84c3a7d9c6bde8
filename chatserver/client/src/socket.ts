// Makes one Socket.IO socket for one try. Its own reconnecting and buffering are off: connection.ts and outbox.ts do both.
import { Manager, type Socket } from 'socket.io-client';

/** Where the hub is: `hub` its address, absolute or as seen from this page, with or without a path. */
export interface Place {
  readonly hub: string;
  readonly namespace: '/taxpayer' | '/officer';
}

/**
 * Opens a socket that is used once. `pollFirst`: begin with HTTP polling and try the websocket beside it, for networks
 * that swallow or cut websockets; one that is refused falls back to polling by itself.
 */
export function openSocket(place: Place, pollFirst: boolean, auth: Promise<Record<string, unknown>>): Socket {
  const base = new URL(place.hub, globalThis.location?.href);
  const manager = new Manager(base.origin, {
    path: `${base.pathname.replace(/\/$/, '')}/socket.io/`,
    transports: pollFirst ? ['polling', 'websocket'] : ['websocket', 'polling'],
    tryAllTransports: true,
    reconnection: false,
    timeout: false as unknown as number, // its type forgets that false is allowed; connection.ts bounds the whole try
    autoConnect: false,
  });
  const socket = manager.socket(place.namespace, {
    auth: (give: (auth: Record<string, unknown>) => void) => void auth.then(give, () => undefined),
  });
  socket.connect();
  return socket;
}
