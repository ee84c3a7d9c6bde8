// Uploads against a hub that is played here: pieces, pauses, cut lines, refusals, and what the thread settles.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { FileAccess } from '@daoban/client/files/access.ts';
import { type Upload } from '@daoban/client/files/upload.ts';
import { Uploads } from '@daoban/client/files/uploads.ts';
import { fileWords, sizeWords } from '@daoban/client/files/words.ts';
import type { Entry, UploadUnderWay } from '@daoban/client';

const access: FileAccess = { hub: 'https://hub.example/', proof: async () => ({ Authorization: 'Bearer t' }), link: () => Promise.reject(new Error('not here')), underWay: async () => ({ uploads: known }) };
/** What the hub says is under way. */
let known: readonly UploadUnderWay[] = [];

/** A hub that holds what it was sent; `refuse` answers the next requests in its stead. */
class PlayedHub {
  readonly asked: string[] = [];
  readonly refuse: ((method: string) => Response | null)[] = [];
  held = new Uint8Array();
  length = 0;
  metadata = '';

  fetch = async (_: URL | string, init: RequestInit): Promise<Response> => {
    const method = init.method ?? 'GET';
    const headers = init.headers as Record<string, string>;
    this.asked.push(method);
    assert.equal(headers['Authorization'], 'Bearer t');
    const refused = this.refuse.shift()?.(method);
    if (refused) return refused;
    if (method === 'POST') {
      this.length = Number(headers['Upload-Length']);
      this.metadata = headers['Upload-Metadata'] ?? '';
      this.held = new Uint8Array();
      return new Response(null, { status: 201, headers: { Location: '/api/files/f1' } });
    }
    if (method === 'PATCH') {
      assert.equal(Number(headers['Upload-Offset']), this.held.length);
      const piece = new Uint8Array(await (init.body as Blob).arrayBuffer());
      this.held = new Uint8Array([...this.held, ...piece]);
    }
    return new Response(null, { status: method === 'HEAD' ? 200 : 204, headers: { 'Upload-Offset': String(this.held.length) } });
  };
}

const coded = (status: number, code: string, retryable = false): Response => Response.json({ ok: false, error: { code, message: code, retryable, details: {} } }, { status });
const { fetch: realFetch, location: realLocation, setTimeout: realTimeout } = globalThis;
let hub: PlayedHub;

beforeEach(() => {
  hub = new PlayedHub();
  globalThis.fetch = hub.fetch as typeof fetch;
  Object.assign(globalThis, { location: { href: 'https://etax.example/form' } });
  // what is tried again is tried at once
  globalThis.setTimeout = ((task: () => void) => realTimeout(task, 0)) as unknown as typeof setTimeout;
});

afterEach(() => Object.assign(globalThis, { fetch: realFetch, location: realLocation, setTimeout: realTimeout }));

function chosen(...contents: [string, Uint8Array][]): Uploads {
  const uploads = new Uploads(access, 's1');
  uploads.choose(contents.map(([name, content]) => new File([content as BlobPart], name)));
  return uploads;
}

function until(uploads: Uploads, reached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => void (reached() && resolve());
    uploads.subscribe(look);
    look();
  });
}

const LARGE = new Uint8Array(1_000_000).map((_, at) => at % 251);

test('nothing leaves before it is sent; then a file goes in pieces and waits to be checked', async () => {
  const uploads = chosen(['营业执照.pdf', LARGE]);
  const [upload] = uploads.all as [Upload];
  assert.deepEqual([upload.state, hub.asked], ['chosen', []]);
  uploads.sendAll();
  await until(uploads, () => upload.state === 'checking');
  assert.deepEqual(hub.held, LARGE);
  assert.equal(upload.percent, 100);
  assert.ok(hub.asked.filter((method) => method === 'PATCH').length > 1);
  assert.equal(Buffer.from(hub.metadata.split(',')[1]?.split(' ')[1] ?? '', 'base64').toString(), '营业执照.pdf');
});

test('a cut line is tried again from where the hub stands', async () => {
  hub.refuse.push(() => null, () => null, () => {
    throw new TypeError('network');
  });
  const uploads = chosen(['a.pdf', LARGE]);
  const seen: string[] = [];
  uploads.subscribe(() => seen.push(uploads.all[0]?.state ?? ''));
  uploads.sendAll();
  await until(uploads, () => uploads.all[0]?.state === 'checking');
  assert.ok(seen.includes('cut'));
  assert.ok(hub.asked.includes('HEAD'));
  assert.deepEqual(hub.held, LARGE);
});

test('what the hub has forgotten begins anew', async () => {
  hub.refuse.push(() => null, () => coded(404, 'file_unknown'));
  const uploads = chosen(['a.pdf', LARGE]);
  uploads.sendAll();
  await until(uploads, () => uploads.all[0]?.state === 'checking');
  assert.equal(hub.asked.filter((method) => method === 'POST').length, 2);
});

test('a refusal is told by its code and not tried again by itself', async () => {
  hub.refuse.push(() => coded(400, 'file_limit'));
  const uploads = chosen(['a.pdf', LARGE]);
  uploads.sendAll();
  await until(uploads, () => uploads.all[0]?.state === 'failed');
  assert.equal(uploads.all[0]?.code, 'file_limit');
  assert.deepEqual(hub.asked, ['POST']);
  uploads.all[0]?.queue();
  await until(uploads, () => uploads.all[0]?.state === 'checking');
});

test('a paused one goes on where it was; one that is taken back is taken from the hub', async () => {
  const uploads = chosen(['a.pdf', LARGE]);
  const [upload] = uploads.all as [Upload];
  uploads.sendAll();
  await until(uploads, () => upload.sent > 0);
  upload.pause();
  assert.equal(upload.state, 'paused');
  upload.queue();
  await until(uploads, () => upload.state === 'checking');
  assert.deepEqual(hub.held, LARGE);
  const second = chosen(['b.pdf', LARGE]);
  const [other] = second.all as [Upload];
  second.sendAll();
  await until(second, () => other.sent > 0);
  second.remove(other);
  assert.equal(second.all.length, 0);
  await until(second, () => true);
  assert.ok(hub.asked.includes('DELETE'));
});

test('what was under way when the page was left is shown again, and goes on with the same file alone', async () => {
  hub.held = LARGE.slice(0, 400_000);
  const row = { file_id: 'f1', name: '长.pdf', size_bytes: LARGE.length, received: 400_000, state: 'receiving', expires_at: '2026-11-29T06:00:00Z' };
  known = [row, { ...row, file_id: 'f2', received: LARGE.length, state: 'checking' }];
  const uploads = new Uploads(access, 's1');
  await uploads.recall();
  await uploads.recall();
  assert.deepEqual(uploads.all.map(({ state, percent, size }) => [state, percent, size]), [['left', 40, LARGE.length], ['checking', 100, LARGE.length]]);
  const [upload] = uploads.all as [Upload];
  upload.take(new File([LARGE.slice(1) as BlobPart], '长.pdf'));
  assert.deepEqual([upload.state, upload.code, hub.asked], ['left', 'other_file', []]);
  upload.take(new File([LARGE as BlobPart], '另一个名字.pdf'));
  await until(uploads, () => upload.state === 'checking');
  assert.deepEqual(hub.held, LARGE);
  assert.ok(!hub.asked.includes('POST'));
});

test('one that was left can be taken back; where the hub does not say, nothing is shown', async () => {
  known = [{ file_id: 'f1', name: '长.pdf', size_bytes: 9, received: 0, state: 'receiving', expires_at: '2026-11-29T06:00:00Z' }];
  const uploads = new Uploads(access, 's1');
  await uploads.recall();
  uploads.remove(uploads.all[0] as Upload);
  assert.equal(uploads.all.length, 0);
  while (!hub.asked.includes('DELETE')) await new Promise((resolve) => setImmediate(resolve));
  const silent = new Uploads({ ...access, underWay: () => Promise.reject(new Error('offline')) }, 's1');
  await silent.recall();
  assert.equal(silent.all.length, 0);
});

test('two are sent at once, the others wait; what the thread tells is no longer in the list', async () => {
  const uploads = chosen(...[1, 2, 3].map((n): [string, Uint8Array] => [`${n}.pdf`, new Uint8Array([n])]));
  hub.refuse.push(...Array.from({ length: 3 }, () => () => coded(503, 'busy', true)));
  uploads.sendAll();
  assert.deepEqual(uploads.all.map(({ state }) => state), ['sending', 'sending', 'waiting']);
  for (const upload of uploads.all) Object.assign(upload, { fileId: `f${upload.name[0]}` });
  uploads.settle([{ kind: 'file.refused', body: { file_id: 'f2' } }] as unknown as Entry[]);
  assert.deepEqual(uploads.all.map(({ name }) => name), ['1.pdf', '3.pdf']);
  uploads.close();
});

test('names are such that the hub takes them', () => {
  const names = ['a/b.pdf', 'invoice\u202efdp.exe', `${'长'.repeat(200)}.pdf`, '...'];
  const kept = chosen(...names.map((name): [string, Uint8Array] => [name, LARGE])).all.map(({ name }) => name);
  assert.deepEqual(kept.slice(0, 2), ['a_b.pdf', 'invoice_fdp.exe']);
  assert.ok(kept[2]?.length === 120 && kept[2].endsWith('长.pdf'));
  assert.match(kept[3] ?? '', /^\d{14}\.bin$/);
});

test('sizes and reasons have words in both languages', () => {
  assert.deepEqual([12, 1_234, 999_600, 200_000_000].map(sizeWords), ['12 B', '1 kB', '1.0 MB', '200.0 MB']);
  const [zh, en] = [fileWords('zh-CN'), fileWords('en')];
  assert.deepEqual(Object.keys(zh), Object.keys(en));
  assert.deepEqual([Object.keys(zh.reasons), Object.keys(zh.errors)], [Object.keys(en.reasons), Object.keys(en.errors)]);
});
