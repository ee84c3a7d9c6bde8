// How a front end reaches the hub about files: as an officer by the login cookie, as a taxpayer by the help ticket.
import { CommandError } from '../errors.ts';
import type { ErrorBody, FileAddresses, UploadsUnderWay } from '../wire.gen.ts';

export interface FileAccess {
  /** The hub's address; `/` where the page is the hub's own. */
  readonly hub: string;
  /** What proves who asks; rejects with a CommandError where nobody is signed in. */
  proof(): Promise<Record<string, string>>;
  link(sessionId: string, fileId: string): Promise<FileAddresses>;
  underWay(sessionId: string): Promise<UploadsUnderWay>;
}

/** Asks the hub; rejects with a CommandError: `offline` where there was no answer. An aborted request rejects as it is. */
export async function ask(access: FileAccess, path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
  const headers = { ...init.headers, ...(await access.proof()) };
  const answer = await fetch(addressOf(access, path), { ...init, headers }).catch((reason: unknown) => {
    if (init.signal?.aborted) throw reason;
    throw new CommandError('offline');
  });
  if (answer.ok) return answer;
  const body = (await answer.json().catch(() => ({}))) as { error?: Partial<ErrorBody> };
  // a proxy's own page is no refusal of the hub: what it stands before may be back in a moment
  throw body.error ? CommandError.from(body.error) : new CommandError(answer.status === 404 ? 'file_unknown' : 'offline');
}

/** Reads a file by one of its addresses, which says itself who may. */
export async function read(access: FileAccess, path: string): Promise<Blob> {
  const answer = await fetch(addressOf(access, path)).catch(() => null);
  if (!answer?.ok) throw new CommandError(answer ? 'file_unknown' : 'offline');
  return answer.blob();
}

/** Has the browser save a file; the page stays. */
export async function save(access: FileAccess, sessionId: string, fileId: string): Promise<void> {
  const { url } = await access.link(sessionId, fileId);
  const anchor = document.createElement('a');
  anchor.href = addressOf(access, url);
  // of another origin `download` means nothing, and a fault's answer must not replace the form
  anchor.download = '';
  anchor.target = '_blank';
  anchor.rel = 'noopener';
  anchor.click();
}

function addressOf({ hub }: FileAccess, path: string): string {
  return new URL(path, new URL(hub, location.href)).href;
}
