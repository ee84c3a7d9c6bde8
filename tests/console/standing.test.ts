import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, SessionView } from '@daoban/client/index.ts';
import { byUrgency, standingOf, unreadOf } from '../../agents/src/desk/standing.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 23, 6, 0, second)).toISOString();
const view = (more: Partial<SessionView> = {}): SessionView =>
  ({ opened_at: at(0), assigned_at: at(10), officer_read: 0, ending: null, guidance: { highlights: [], proposals: [], cards: [] }, ...more }) as SessionView;
const said = (seq: number, role: string): Entry =>
  ({ kind: 'message', seq, at: at(seq), role, actorId: role, clientMsgId: `m${seq}`, text: '', masked: [] });

test('a session just taken waits for a greeting, since it was taken', () => {
  assert.deepEqual(standingOf(view(), []), { kind: 'greet', since: at(10) });
  assert.deepEqual(standingOf(view(), [said(12, 'taxpayer')]), { kind: 'greet', since: at(10) });
});

test('it waits for the officer since the first message that was not answered', () => {
  const entries = [said(11, 'officer'), said(20, 'taxpayer'), said(30, 'taxpayer')];
  assert.deepEqual(standingOf(view(), entries), { kind: 'yours', since: at(20) });
  assert.deepEqual(standingOf(view(), [...entries, said(40, 'officer')]), { kind: 'theirs', since: at(40) });
});

test('what an earlier officer wrote does not count as this one’s answer', () => {
  assert.equal(standingOf(view({ assigned_at: at(50) }), [said(40, 'officer')]).kind, 'greet');
});

test('after the talk it is in wrap-up, whatever was said', () => {
  const ending = { at: at(60), by: 'taxpayer', reason: 'finished' };
  assert.deepEqual(standingOf(view({ ending }), [said(50, 'taxpayer')]), { kind: 'wrap_up', since: at(60) });
});

test('unread are the taxpayer’s messages after the mark', () => {
  const entries = [said(11, 'taxpayer'), said(12, 'officer'), said(13, 'taxpayer')];
  assert.equal(unreadOf(view({ officer_read: 11 }), entries), 1);
  assert.equal(unreadOf(view({ officer_read: 13 }), entries), 0);
});

test('who has waited longest for the officer comes first, wrap-up last', () => {
  const standings = [
    { kind: 'wrap_up', since: at(1) },
    { kind: 'theirs', since: at(2) },
    { kind: 'yours', since: at(9) },
    { kind: 'greet', since: at(5) },
  ] as const;
  assert.deepEqual(standings.toSorted(byUrgency).map(({ kind }) => kind), ['greet', 'yours', 'theirs', 'wrap_up']);
});

const proposal = (state: string) => ({ guide_id: 'g', number: 2, at: at(30), state });
const guided = (state: string) => view({ guidance: { highlights: [], proposals: [proposal(state)], cards: [] } as unknown as SessionView['guidance'] });
const event = (seq: number, kind: string, role: string, body: object = {}): Entry => ({ kind, seq, at: at(seq), role, actorId: role, body: { guide_id: 'g', ...body } }) as unknown as Entry;

test('a proposal answers the taxpayer, and waits for them as long as it is open', () => {
  const entries = [said(20, 'taxpayer'), event(30, 'field.proposed', 'officer')];
  const step = { kind: 'proposal', number: 2, state: 'open' };
  assert.deepEqual(standingOf(guided('open'), entries), { kind: 'theirs', since: at(30), step });
  assert.deepEqual(standingOf(guided('open'), [...entries, said(35, 'officer')]), { kind: 'theirs', since: at(30), step });
  assert.deepEqual(standingOf(guided('open'), [...entries, said(40, 'taxpayer')]), { kind: 'yours', since: at(40) });
});

test('a proposal that came to nothing waits for the officer; one that was filled in does not', () => {
  const asked = event(30, 'field.proposed', 'officer');
  const declined = standingOf(guided('declined'), [asked, event(50, 'proposal.declined', 'taxpayer')]);
  assert.deepEqual(declined, { kind: 'yours', since: at(50), step: { kind: 'proposal', number: 2, state: 'declined' } });
  const applied = standingOf(guided('applied'), [asked, event(50, 'proposal.applied', 'taxpayer', { applied: true })]);
  assert.deepEqual(applied, { kind: 'theirs', since: at(50), step: { kind: 'proposal', number: 2, state: 'applied' } });
  assert.equal(standingOf(guided('refused'), [asked, event(50, 'proposal.applied', 'taxpayer', { applied: false })]).kind, 'yours');
});

test('a file that the taxpayer sends waits for the officer; papers of a slip do once they are confirmed', () => {
  const begun = [said(11, 'officer'), event(20, 'slip.started', 'officer')];
  const sent = (seq: number, role: string, file: string): Entry => event(seq, 'file.shared', role, { file_id: file });
  assert.deepEqual(standingOf(view(), [...begun, sent(30, 'taxpayer', 'f1')]), { kind: 'yours', since: at(30) });
  const filled = [...begun, sent(30, 'taxpayer', 'f1'), event(31, 'slip.item_filled', 'taxpayer', { file_ids: ['f1'] })];
  assert.equal(standingOf(view(), filled).kind, 'theirs');
  const confirmed = [...filled, event(40, 'slip.confirmed', 'taxpayer')];
  assert.deepEqual(standingOf(view(), confirmed), { kind: 'yours', since: at(40) });
  assert.equal(standingOf(view(), [...confirmed, event(50, 'slip.item_checked', 'officer')]).kind, 'theirs');
  assert.equal(standingOf(view(), [...confirmed, sent(50, 'officer', 'f2')]).kind, 'theirs');
});
