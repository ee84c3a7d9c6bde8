import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { CommandError, type Proposal } from '@daoban/client';
import type { Adaptor } from '../../widget/src/adaptor/adaptor.ts';
import type { Field, Matter } from '../../widget/src/catalogue.ts';
import { Answers, type Ground, type GuideLine } from '../../widget/src/guide/answers.ts';

const name = { zh: '', en: '' };
const field = (id: string, readonly = false): Field => ({
  id, step_id: 's2', row: '', name, type: 'money', unit: '', readonly, sensitivity: 'business', proposable: !readonly, decimals: 2,
  options: [], parts: [], separator: '', cell: null,
});
const matter: Matter = { id: 'm', name, steps: [], errors: [], help_topics: [], grids: [], fields: [field('a'), field('b')] };

/** A page of two fields, the second of which follows the first. */
class PageOfTwo implements Adaptor {
  readonly can = { set: true };
  values: Record<string, string> = { a: '1.00', b: '1.00' };
  find = () => null;
  read = (id: string) => ({ id, value: this.values[id] ?? '' });
  readAll = () => Object.keys(this.values).map(this.read);
  takes = () => true;
  settled = async () => undefined;
  goto = () => false;

  async set(_: string, value: string): Promise<null> {
    this.values = { a: value, b: value };
    return null;
  }
}

/** A hub that takes what it is told; `cuts`: the line breaks before its next answer. */
class Hub implements GuideLine {
  state: Proposal['state'] = 'open';
  cuts = false;
  online = true;
  readonly said: [string, Record<string, unknown>][] = [];
  readonly isOnline = () => this.online;
  readonly failed = () => undefined;

  send = (async (command: string, body: Record<string, unknown>) => {
    if (!this.online) throw new CommandError('offline');
    this.said.push([command, body]);
    if (command === 'proposal.accept' && this.state === 'open') this.state = 'accepted';
    if (this.cuts) {
      this.online = this.cuts = false;
      throw new CommandError('offline');
    }
    if (command === 'proposal.decline' && this.state !== 'open') throw new CommandError('proposal_closed');
    return { state: this.state };
  }) as unknown as GuideLine['send'];
}

let made = 0;
let guideId = '';
let hub: Hub;
let page: PageOfTwo;
let stopped: boolean;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.now() });
  // a browser over plain HTTP has no locks: the tab's own word counts
  Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  const kept = new Map<string, string>();
  const sessionStorage = {
    getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => void kept.set(key, text), removeItem: (key: string) => void kept.delete(key),
  };
  Object.defineProperty(globalThis, 'sessionStorage', { value: sessionStorage, configurable: true });
  begin();
});

function begin(): void {
  guideId = `g${++made}`;
  hub = new Hub();
  page = new PageOfTwo();
  stopped = false;
}

async function rest(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}

/** One page of the person: what it has heard of the proposal, which its own line tells it. */
class Tab {
  heard: Proposal['state'] = 'open';
  readonly answers: Answers = new Answers(hub, () => this.look());

  get proposal(): Proposal {
    return { guide_id: guideId, step_id: 's2', state: this.heard, changes: [{ field_id: 'a', before: '1.00', after: '2.00' }] } as unknown as Proposal;
  }

  look(): void {
    const ground: Ground = { sessionId: 's', adaptor: page, matter, isHere: () => true, isStopped: () => stopped };
    this.answers?.update(ground, [this.proposal]);
  }

  async hear(): Promise<void> {
    if (hub.online) this.heard = hub.state;
    this.look();
    await rest();
  }
}

async function acceptedWithoutAnAnswer(): Promise<Tab> {
  const tab = new Tab();
  await tab.hear();
  hub.cuts = true;
  tab.answers.accept(tab.proposal);
  await rest();
  assert.deepEqual([hub.state, tab.answers.progress(guideId)], ['accepted', 'waiting']);
  return tab;
}

for (const press of ['takeBack', 'decline'] as const) {
  test(`what was accepted without an answer is not filled in after ${press}`, async () => {
    const tab = await acceptedWithoutAnAnswer();
    void tab.answers[press](tab.proposal);
    await rest();
    hub.online = true;
    for (let turn = 0; turn < 6; turn++) {
      await tab.hear();
      mock.timers.tick(1_001);
    }
    assert.equal(page.values['a'], '1.00');
  });
}

test('what was accepted without an answer is filled in once the line is back', async () => {
  const tab = await acceptedWithoutAnAnswer();
  hub.online = true;
  await tab.hear();
  await tab.hear();
  assert.equal(page.values['a'], '2.00');
});

test('what an earlier page accepted is not filled in before the hub says that it still waits', async () => {
  await acceptedWithoutAnAnswer();
  const next = new Tab();
  next.heard = 'accepted';
  for (let turn = 0; turn < 6; turn++) {
    await next.hear();
    mock.timers.tick(1_001);
  }
  assert.equal(page.values['a'], '1.00', 'filled in without asking');
  hub.online = true;
  for (let turn = 0; turn < 3; turn++) {
    await next.hear();
    mock.timers.tick(1_001);
  }
  assert.equal(page.values['a'], '2.00');
});

test('while nothing is shared, what the page worked out is not told', async () => {
  for (const [isStopped, told] of [[false, ['b']], [true, []]] as const) {
    begin();
    stopped = isStopped;
    const tab = new Tab();
    await tab.hear();
    tab.answers.accept(tab.proposal);
    await rest();
    await tab.hear();
    const [, report] = hub.said.find(([command]) => command === 'proposal.report') ?? [];
    assert.deepEqual((report?.['recalculated'] as { field_id: string }[]).map(({ field_id }) => field_id), told);
  }
});
