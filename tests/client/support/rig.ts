// A hub and a connection to it, ended after each test.
import { afterEach } from 'node:test';
import { Connection, type LineState, type TaxpayerCommands } from '@daoban/client';
import { ScriptedHub } from './hub.ts';

const ended: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

/** Ends it after the test, last made first. */
export function endLater(end: () => unknown): void {
  ended.push(end);
}

export async function aHub(options: ConstructorParameters<typeof ScriptedHub>[0] = {}, port = 0) {
  const hub = new ScriptedHub(options);
  endLater(() => hub.close());
  return { hub, address: await hub.listen(port) };
}

export function aConnection(address: string, auth: () => Promise<Record<string, unknown>> = async () => ({ token: 't', protocol: 1 })) {
  const connection = new Connection<TaxpayerCommands>({ hub: address, namespace: '/taxpayer', auth });
  endLater(() => connection.close());
  const lines: LineState[] = [];
  connection.onLine((line) => lines.push(line));
  /** The line as soon as it is of this kind. */
  const until = (kind: LineState['kind']): Promise<LineState> => {
    return new Promise((resolve) => {
      if (connection.line.kind === kind) return resolve(connection.line);
      const stop = connection.onLine((line) => {
        if (line.kind === kind) resolve((stop(), line));
      });
    });
  };
  return { connection, lines, until };
}
