// The client on a page, in words short enough for a test to type.
import { Connection, fold, Outbox, safeStorage, Sessions, type TaxpayerCommands } from '@daoban/client';
import { context } from './log.ts';

let tickets = Date.now();
const connection = new Connection<TaxpayerCommands>({
  hub: '/',
  namespace: '/taxpayer',
  auth: async () => ({ token: `tp1/pe1/page-${++tickets}`, protocol: 1, client_key: 'k'.repeat(22) }),
});
const outbox = new Outbox(safeStorage('local'), 'outbox.pe1', ({ sessionId, clientMsgId, text }) =>
  connection.send('message.post', { session_id: sessionId, client_msg_id: clientMsgId, text }),
);
const sessions = new Sessions(connection, 'taxpayer', outbox, fold);
const store = () => sessions.all[0];

/** Resolves once `reached`, looked at after each change of line or session. */
function until(reached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (reached()) resolve();
    };
    connection.onLine(look);
    for (const each of sessions.all) each.subscribe(look);
    look();
  });
}

Object.assign(globalThis, {
  line: () => connection.line.kind,
  post: (text: string) => outbox.post(store()!.sessionId, text),
  pending: () => outbox.pending(store()!.sessionId).map(({ text }) => text),
  texts: () => store()!.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : [])),
  untilLine: (kind: string) => until(() => connection.line.kind === kind),
  untilSaid: (count: number) => until(() => store()!.entries.filter(({ kind }) => kind === 'message').length >= count),
  async open(): Promise<void> {
    connection.start();
    await until(() => connection.line.kind === 'online');
    const opened = await connection.send('session.open', { context: context({ matter_id: 'vat-general' }) });
    sessions.open(opened.session!.session_id).accept(opened);
    await outbox.flush();
  },
});
