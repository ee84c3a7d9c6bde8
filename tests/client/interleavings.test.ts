// Whatever is lost, repeated or overtaken on the wire, and whenever pages are loaded anew: in the end every page shows the
// log, each message is in it once, and nothing waits. DAOBAN_EXAMPLES sets how many runs; DAOBAN_SEED repeats one.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { FakeClock } from './support/clock.ts';
import { SESSION, viewOf } from './support/log.ts';
import { Desk, drawing, type Tab } from './support/wire.ts';

const RUNS = Number(process.env['DAOBAN_EXAMPLES'] ?? 60);
const FIRST_SEED = Number(process.env['DAOBAN_SEED'] ?? 1);
const STEPS = 150;
/** Healed rounds after which whoever is not done never will be. */
const ROUNDS = 60;
const UNLISTED = new Set(['event.hidden', 'message.read', 'context.updated']);
const clock = new FakeClock();
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => clock.install());
afterEach(() => clock.uninstall());

/** After every step: numbers rise by one, nothing is shown twice, and what is shown is the log's beginning. */
function showsTheBeginning(tab: Tab, desk: Desk): void {
  const store = tab.sessions.open(SESSION);
  const known = desk.hub.log.slice(0, store.seq);
  assert.deepEqual(store.entries.map(({ seq }) => seq), known.filter(({ type }) => !UNLISTED.has(type)).map(({ seq }) => seq));
  if (store.view) assert.deepEqual(store.view, viewOf(known));
}

async function heal(desk: Desk): Promise<void> {
  const isDone = (tab: Tab): boolean => tab.isIdle && tab.sessions.open(SESSION).seq === desk.hub.log.length && tab.outbox.pending(SESSION).length === 0;
  for (let round = 0; round < ROUNDS && !desk.tabs.every(isDone); round += 1) {
    desk.heal();
    await settled();
  }
}

async function play(seed: number, tabs: number): Promise<Desk> {
  const desk = new Desk(drawing(seed), clock, tabs);
  for (let step = 0; step < STEPS; step += 1) {
    desk.step();
    await settled();
    for (const tab of desk.tabs) showsTheBeginning(tab, desk);
  }
  desk.hub.add(0); // a line that stays up shows what it lost by what comes next
  await heal(desk);
  return desk;
}

/** Pages whose line stays: a gap shows itself by what comes behind it, a lost event by its acknowledgement. */
async function losePushes(desk: Desk): Promise<void> {
  const busy = drawing(0);
  desk.hub.add(0);
  desk.lose();
  desk.hub.add(0);
  desk.tell();
  for (const tab of desk.tabs) tab.flushWire(busy);
  clock.advance(200);
  await settled();
  for (const tab of desk.tabs) tab.progress(busy, 0); // the first to ask what is missing is told to come again
  await heal(desk);
  endsWell(desk);
  desk.write(0);
  await settled();
  const writer = desk.tabs[0]!;
  writer.flushWire(busy);
  desk.lose();
  await settled();
  clock.advance(1_000);
  await settled();
  writer.flushWire(busy);
  await settled();
  assert.equal(writer.sessions.open(SESSION).seq, desk.hub.log.length, 'what was acknowledged is asked for');
  desk.hub.add(0); // only now can another page know that it missed something
  await heal(desk);
}

function texts(desk: Desk): string[] {
  return desk.hub.log.flatMap((event) => (event.type === 'message.posted' && event.actor.role === 'taxpayer' ? [event.body.text] : []));
}

function endsWell(desk: Desk): void {
  for (const tab of desk.tabs) {
    assert.deepEqual(tab.outbox.pending(SESSION), []);
    assert.equal(tab.sessions.open(SESSION).seq, desk.hub.log.length);
    showsTheBeginning(tab, desk);
  }
  assert.deepEqual(desk.hub.log.map(({ seq }) => seq), desk.hub.log.map((_, index) => index + 1));
  const said = texts(desk).filter((text) => !text.startsWith('message'));
  assert.deepEqual([...said].sort(), desk.written.flat().sort(), 'each message once');
  if (desk.tabs.length === 1 && desk.failures === 0) assert.deepEqual(said, desk.written[0], 'in the order written');
  assert.equal(desk.kept.size, 0, 'nothing is left for the next page');
}

for (const tabs of [1, 2]) {
  test(`${tabs === 1 ? 'one page' : 'two pages'} on a wire that loses, repeats and overtakes`, async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
      const desk = await play(seed, tabs).catch((error: unknown) => assert.fail(`DAOBAN_SEED=${seed}: ${String(error)}`));
      try {
        endsWell(desk);
        await losePushes(desk);
        endsWell(desk);
      } catch (error) {
        assert.fail(`DAOBAN_SEED=${seed}: ${String(error)}`);
      }
    }
  });
}
