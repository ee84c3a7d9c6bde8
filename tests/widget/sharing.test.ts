import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import type { FormContext } from '@daoban/client';
import { changes, Sharing } from '../../widget/src/context/sharing.ts';

const context = (fields: Record<string, string> = {}, more: Partial<FormContext> = {}): FormContext => ({
  matter_id: 'm', form_code: null, step_id: 's1', period: null, deadline: null, error_id: null, error_occurrences: 0,
  focused_field: null, seconds_on_step: 0, shared: true, tried: [], comparison: [],
  fields: Object.entries(fields).map(([id, value]) => ({ id, value, error: null, locked: false })),
  ...more,
});

let sent: FormContext[] = [];
let fails = false;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.now() });
  sent = [];
  fails = false;
});

function sharing(): Sharing {
  return new Sharing(async (patch) => {
    if (fails) throw new Error('offline');
    sent.push(patch);
  });
}

async function pass(milliseconds: number): Promise<void> {
  mock.timers.tick(milliseconds);
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

test('only what differs is a change; the clock alone is none', () => {
  const known = context({ a: '1', b: '2' });
  assert.deepEqual(changes(known, context({ a: '1', b: '3' }))?.fields, [{ id: 'b', value: '3', error: null, locked: false }]);
  assert.equal(changes(known, context({ a: '1', b: '2' }, { seconds_on_step: 9 })), null);
  assert.deepEqual(changes(known, context({ a: '1' }, { step_id: 's2' }))?.fields, []);
  assert.equal(changes(known, context({ a: '1' }, { matter_id: 'other' }))?.fields.length, 1);
  const row = { no: 1, source_item: 'a', source_amount: '1.00', declared_item: 'b', declared_amount: '2.00' };
  assert.ok(changes({ ...known, comparison: [row] }, { ...known, comparison: [{ ...row, declared_amount: '1.00' }] }));
});

test('a burst becomes two a second and one more, and the last state always arrives', async () => {
  const shared = sharing();
  shared.begin(context({ a: '0' }), false);
  for (let key = 1; key <= 100; key++) {
    shared.offer(context({ a: String(key) }));
    await pass(10);
  }
  await pass(500);
  assert.ok(sent.length <= 3, `${sent.length} in a second`);
  assert.equal(sent.at(-1)?.fields[0]?.value, '100');
});

test('a minute of typing, field by field, is at most two messages a second, and what stands is told within 300 ms', async () => {
  const shared = sharing();
  shared.begin(context({ a0: '' }), false);
  let late = 0;
  for (let field = 0; field < 20; field++) {
    for (let key = 1; key <= 14; key++) {
      shared.offer(context({ [`a${field}`]: '1'.repeat(key) }));
      await pass(150);
    }
    const stood = Date.now() - 150;
    while (sent.at(-1)?.fields[0]?.value !== '1'.repeat(14)) await pass(10);
    late = Math.max(late, Date.now() - stood);
    await pass(Math.max(0, stood + 900 - Date.now()));
  }
  assert.ok(sent.length <= 2 * 60, `${sent.length} in a minute`);
  assert.ok(late <= 300, `${late} ms`);
});

test('before a session, stopped, and after it, nothing of the page is sent; that it stopped is told once', async () => {
  const shared = sharing();
  shared.offer(context({ a: '1' }));
  await pass(1_000);
  shared.begin(context({ a: '0' }), true);
  shared.offer(context({ a: '2' }));
  await pass(1_000);
  shared.hold(true);
  await pass(1_000);
  assert.deepEqual(sent, [context({}, { shared: false })]);
  shared.hold(false);
  await pass(1_000);
  assert.deepEqual(sent.slice(1), [context({ a: '2' })]);
  shared.finish();
  shared.offer(context({ a: '3' }));
  await pass(1_000);
  assert.equal(sent.length, 2);
});

test('stopping in the middle of a burst stops what was about to go', async () => {
  const shared = sharing();
  shared.begin(context({ a: '0' }), false);
  await pass(10);
  shared.offer(context({ a: '1' }));
  await pass(10);
  shared.offer(context({ a: '2' }));
  shared.hold(true);
  await pass(5_000);
  assert.deepEqual(sent.map(({ fields, shared: is }) => [fields[0]?.value, is]), [['1', true], [undefined, false]]);
});

test('what did not arrive is sent again with what came since', async () => {
  const shared = sharing();
  fails = true;
  shared.begin(context({ a: '0', b: '0' }), false);
  shared.offer(context({ a: '1', b: '0' }));
  await pass(10);
  fails = false;
  shared.offer(context({ a: '1', b: '1' }));
  await pass(3_000);
  assert.deepEqual(sent.at(-1)?.fields.map(({ id }) => id), ['a', 'b']);
});

test('stopped and shared again while a change is on its way, the officer is told that it is shared again', async () => {
  const answers: (() => void)[] = [];
  const shared = new Sharing((patch) => {
    sent.push(patch);
    return new Promise<void>((resolve) => answers.push(resolve));
  });
  shared.begin(context({ a: '0' }), false);
  await pass(10);
  shared.offer(context({ a: '1' }));
  await pass(1_000);
  shared.hold(true);
  shared.hold(false);
  for (const answer of answers) answer();
  await pass(0);
  await pass(5_000);
  assert.deepEqual(sent.map((patch) => patch.shared), [true, false, true]);
});

test('that it stopped is told again with the next line, if the hub does not know it', async () => {
  const shared = sharing();
  shared.begin(context({ a: '0' }), false);
  fails = true;
  shared.hold(true);
  await pass(10);
  fails = false;
  shared.begin(context({ a: '0' }), true);
  await pass(10);
  assert.deepEqual(sent, [context({}, { shared: false })]);
});

test('what another tab told is not what is on show here', async () => {
  const shared = sharing();
  shared.begin(context({ a: '0' }), false);
  shared.offer(context({ a: '0' }));
  await pass(1_000);
  shared.hear(context({ a: '9' }));
  await pass(1_000);
  assert.equal(sent.length, 0, 'a page in the background says nothing');
  shared.offer(context({ a: '0' }));
  await pass(1_000);
  assert.deepEqual(sent.map(({ fields }) => fields[0]?.value), ['0']);
});
