// What the panel folds later must be what the whole fold says, however far the talk had come when it was fetched.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Entry, fold, foldTalk, type SessionView, type WireEvent } from '@daoban/client';
import { entryOf } from '@daoban/client/transcript.ts';
import { Whole } from '../../widget/src/session/whole.ts';

interface Side {
  readonly events: readonly WireEvent[];
  readonly views: readonly SessionView[];
}

const { events, views } = (JSON.parse(readFileSync('tests/protocol/examples/story.json', 'utf8')) as { taxpayer: Side }).taxpayer;

/** The talk after so many events, as the panel keeps it. */
function panelAt(length: number): { view: SessionView; entries: readonly Entry[] } {
  const entries = events.slice(0, length).flatMap((event) => entryOf(event) ?? []);
  return { view: events.slice(1, length).reduce(foldTalk, views[0]!), entries };
}

function wholeAt(length: number): SessionView {
  return events.slice(1, length).reduce(fold, views[0]!);
}

for (const begun of [1, 20, 45]) {
  test(`fetched after ${begun} events, guidance and slips are as if they had always been folded`, () => {
    const whole = new Whole();
    for (let length = begun; length <= events.length; length += 1) {
      const { view, entries } = panelAt(length);
      assert.deepEqual(whole.of(view, entries), wholeAt(length));
    }
    assert.equal(wholeAt(events.length).slips[0]?.state, 'handled');
  });
}

test('another session begins with nothing', () => {
  const whole = new Whole();
  const { view, entries } = panelAt(events.length);
  whole.of(view, entries);
  const next = { ...panelAt(1).view, session_id: 's2' };
  assert.deepEqual(whole.of(next, []).slips, []);
});

test('the same talk is the same object, so that nothing is drawn anew for nothing', () => {
  const whole = new Whole();
  const { view, entries } = panelAt(events.length);
  assert.equal(whole.of(view, entries), whole.of(view, entries));
});
