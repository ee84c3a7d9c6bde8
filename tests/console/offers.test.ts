import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { OfferCard } from '@daoban/client/index.ts';
import { Offers } from '../../agents/src/desk/offers.ts';
import { Peers } from '../../agents/src/desk/peers.ts';

const START = Date.UTC(2026, 10, 23, 6);

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: START }));
afterEach(() => mock.timers.reset());

function anOffer(id: string, seconds: number): OfferCard {
  return { offer_id: id, session_id: `s-${id}`, expires_at: new Date(Date.now() + seconds * 1000).toISOString(), seconds } as OfferCard;
}

function someOffers(): { offers: Offers; changes: () => number } {
  let changes = 0;
  const offers = new Offers(() => (changes += 1));
  return { offers, changes: () => changes };
}

test('the offer that ends first stands first', () => {
  const { offers } = someOffers();
  offers.add(anOffer('late', 20));
  offers.add(anOffer('soon', 8));
  assert.deepEqual(offers.shown.map(({ offer_id }) => offer_id), ['soon', 'late']);
});

test('an offer whose end was not heard of ends by the clock, and that is said for six seconds', () => {
  const { offers, changes } = someOffers();
  offers.add(anOffer('a', 20));
  mock.timers.tick(21_000);
  assert.equal(offers.shown.length, 1);
  const before = changes();
  mock.timers.tick(1_000);
  assert.equal(offers.shown.length, 0);
  assert.equal(offers.outcome?.reason, 'expired');
  assert.ok(changes() > before);
  mock.timers.tick(6_000);
  assert.equal(offers.outcome, null);
});

test('an offer taken here leaves no word', async () => {
  const { offers } = someOffers();
  offers.add(anOffer('a', 20));
  let done: (answer: string) => void = () => undefined;
  const taken = offers.take('a', new Promise<string>((resolve) => (done = resolve)));
  offers.close('a', 'accepted');
  done('done');
  assert.equal(await taken, 'done');
  assert.deepEqual([offers.shown.length, offers.outcome], [0, null]);
});

test('an offer taken in another window says so', () => {
  const { offers } = someOffers();
  offers.add(anOffer('a', 20));
  offers.close('a', 'accepted');
  assert.equal(offers.outcome?.reason, 'accepted');
});

test('an offer that could not be taken stays until the hub says more', async () => {
  const { offers } = someOffers();
  offers.add(anOffer('a', 20));
  await assert.rejects(offers.take('a', Promise.reject(new Error('offline'))));
  assert.equal(offers.shown.length, 1);
  offers.close('a', 'accepted');
  assert.equal(offers.shown.length, 0);
});

test('after 完成 nothing rings for a breath', () => {
  const { offers } = someOffers();
  offers.restUntil = Date.now() + 2_000;
  offers.add(anOffer('a', 20));
  assert.deepEqual([offers.shown.length, offers.resting], [0, true]);
  mock.timers.tick(2_000);
  assert.deepEqual([offers.shown.length, offers.resting], [1, false]);
});

test('a snapshot neither takes away an offer that came after it was asked for nor brings one back that ended', () => {
  const { offers } = someOffers();
  const gone = anOffer('gone', 20);
  const kept = anOffer('kept', 20);
  for (const offer of [anOffer('unknown', 20), gone, kept]) offers.add(offer);
  offers.asked();
  offers.add(anOffer('new', 8));
  offers.close('gone', 'accepted');
  offers.replace([gone, kept]);
  assert.deepEqual(offers.shown.map(({ offer_id }) => offer_id), ['new', 'kept']);
});

test('a taxpayer who is gone for a moment is not called gone', () => {
  const peers = new Peers(() => undefined);
  peers.move('s-1', false);
  mock.timers.tick(4_000);
  peers.move('s-1', true);
  mock.timers.tick(60_000);
  assert.equal(peers.absentSince('s-1'), null);
  const left = new Date().toISOString();
  peers.move('s-1', false);
  mock.timers.tick(5_000);
  assert.equal(peers.absentSince('s-1'), left);
  peers.move('s-1', true);
  assert.equal(peers.absentSince('s-1'), null);
});

const ago = (ms: number): string => new Date(START - ms).toISOString();

test('a snapshot tells who is away since when, and who is back', () => {
  const peers = new Peers(() => undefined);
  peers.asked();
  peers.replace([{ session_id: 's-1', since: ago(60_000) }, { session_id: 's-2', since: ago(1_000) }]);
  mock.timers.tick(1);
  assert.equal(peers.absentSince('s-1'), ago(60_000));
  assert.equal(peers.absentSince('s-2'), null);
  mock.timers.tick(4_000);
  assert.equal(peers.absentSince('s-2'), ago(1_000));
  peers.asked();
  peers.replace([{ session_id: 's-2', since: ago(1_000) }]);
  assert.deepEqual([peers.absentSince('s-1'), peers.absentSince('s-2')], [null, ago(1_000)]);
});

test('what a signal told while the snapshot was on its way is newer', () => {
  const peers = new Peers(() => undefined);
  peers.asked();
  peers.move('s-1', true);
  peers.move('s-2', false);
  peers.replace([{ session_id: 's-1', since: ago(60_000) }]);
  mock.timers.tick(5_000);
  assert.equal(peers.absentSince('s-1'), null);
  assert.equal(peers.absentSince('s-2'), ago(0));
});

test('typing ends by itself when nothing more is heard', () => {
  const peers = new Peers(() => undefined);
  peers.type('s-1', true);
  mock.timers.tick(5_999);
  assert.ok(peers.isTyping('s-1'));
  mock.timers.tick(1);
  assert.ok(!peers.isTyping('s-1'));
});
