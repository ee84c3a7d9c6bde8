import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Colleagues, CommandError, type Entry } from '@daoban/client/index.ts';
import { Handing, lacksOf, mayTake, renewed } from '../../agents/src/desk/handing.ts';
import { handedTo, notesOf, officerNames } from '../../agents/src/desk/notes.ts';

const event = (kind: string, seq: number, actorId: string, body: object): Entry =>
  ({ kind, seq, at: '2026-11-28T06:00:00Z', role: 'officer', actorId, body }) as unknown as Entry;
const taken = (seq: number, id: string): Entry => event('session.assigned', seq, id, { officer: { officer_id: id, name: `导办${id}`, tier: 1 } });
const note = (seq: number, by: string, text: string): Entry => event('note.added', seq, by, { note_id: `n${seq}`, text });
const over = (seq: number, by: string, to: string): Entry => event('session.transferred', seq, by, { kind: 'officer', target: to, target_name: to });

function around(...ids: string[]): Colleagues {
  const officers = ids.map((officer_id) => ({ officer: { officer_id }, handles: true, barrier: null }));
  return { officers, more: 0, tiers: [], queues: [] } as unknown as Colleagues;
}

test('whoever takes a session that was handed over sees whence it came and the note left with it', () => {
  const log = [taken(2, 'of1'), note(3, 'of1', '早先'), note(5, 'of1', '请看退税额'), over(6, 'of1', 'of4'), taken(9, 'of4')];
  const found = handedTo('of4', log);
  assert.deepEqual([found?.byId, found?.seq, found?.text], ['of1', 6, '请看退税额']);
  assert.equal(handedTo('of1', log), null);
  assert.deepEqual(notesOf(log).map(({ body }) => body.text), ['早先', '请看退税额']);
  assert.equal(officerNames(log).get('of1'), '导办of1');
});

test('whoever was asked to take over, and does, keeps reading what they were asked with', () => {
  const asked = event('consult.started', 4, 'of1', { officer: { officer_id: 'of4' }, text: '差额已改好', for_transfer: true });
  const took = event('session.assigned', 9, 'of4', { offer_id: null, officer: { officer_id: 'of4', name: '导办of4', tier: 1 } });
  const log = [taken(2, 'of1'), asked, over(8, 'of1', 'of4'), took];
  assert.equal(handedTo('of4', log)?.text, '差额已改好');
  assert.equal(handedTo('of4', [taken(2, 'of1'), asked, over(8, 'of1', 'of4'), taken(9, 'of4')])?.text, null);
});

test('a note of another moment is not the one left, and what was handed on is nobody\'s', () => {
  const log = [taken(2, 'of1'), note(3, 'of1', '早先'), over(6, 'of1', 'of4'), taken(9, 'of4')];
  assert.equal(handedTo('of4', log)?.text, null);
  assert.equal(handedTo('of4', [...log, over(12, 'of4', 'of5')]), null);
  assert.equal(handedTo('of1', [taken(2, 'of1')]), null);
});

test('what a supervisor gave away names them and says why', () => {
  const lead = { officer: { officer_id: 'of7', name: '班组长01', tier: 0 }, reason: '等了十分钟' };
  const given = event('session.transferred', 5, 'of7', { kind: 'officer', target: 'of4', target_name: '导办of4', by_supervisor: true });
  const log = [taken(2, 'of1'), event('session.reassigned', 4, 'of7', lead), given, taken(9, 'of4')];
  const found = handedTo('of4', log);
  assert.deepEqual([found?.byId, found?.bySupervisor, found?.text], ['of7', true, '等了十分钟']);
  assert.equal(officerNames(log).get('of7'), '班组长01');
  assert.equal(handedTo('of4', [taken(2, 'of1'), given, taken(9, 'of4')])?.text, null, 'an older log does not say why');
});

test('what somebody lacks is what the hub says, and of an older hub whether they know the matter', () => {
  assert.deepEqual(lacksOf({ handles: true, lacks: ['tier'] }), ['tier']);
  const older = { handles: false } as unknown as Parameters<typeof lacksOf>[0];
  assert.deepEqual(lacksOf(older), ['matter']);
});

test('whoever was asked in, or reads along, has a name as well, worked out once for a state of the log', () => {
  const came = (kind: string, seq: number, id: string): Entry => event(kind, seq, id, { officer: { officer_id: id, name: `导办${id}`, tier: 1 } });
  const log = [taken(2, 'of1'), came('consult.joined', 5, 'of2'), came('monitor.started', 6, 'of7')];
  assert.deepEqual([...officerNames(log).values()], ['导办of1', '导办of2', '导办of7']);
  assert.equal(officerNames(log), officerNames(log));
  assert.equal(officerNames([...log, taken(8, 'of3')]).get('of3'), '导办of3');
});

test('officers keep their place in the list while one chooses', () => {
  const now = renewed(around('a', 'b', 'c'), around('d', 'c', 'a', 'b'));
  assert.deepEqual(now.officers.map(({ officer }) => officer.officer_id), ['a', 'b', 'c', 'd']);
  assert.deepEqual(renewed(null, around('b', 'a')).officers.map(({ officer }) => officer.officer_id), ['b', 'a']);
});

test('only those on duty can be chosen, also while they are full', () => {
  assert.deepEqual([null, 'full', 'away', 'off_duty', 'absent', 'finishing'].map(mayTake), [true, true, false, false, false, false]);
});

test('the same note after a broken line is the same note', async () => {
  const sent: string[] = [];
  let answer: Error | null = new CommandError('offline');
  const send = async (_: string, { note_id }: { note_id: string }): Promise<unknown> => {
    sent.push(note_id);
    if (answer) throw answer;
    return { seq: 1 };
  };
  const handing = new Handing({ send } as unknown as ConstructorParameters<typeof Handing>[0]);
  await assert.rejects(handing.addNote('s1', '甲'));
  answer = null;
  await handing.addNote('s1', '甲');
  await handing.addNote('s1', '甲');
  assert.equal(sent[0], sent[1]);
  assert.notEqual(sent[1], sent[2]);
  answer = new CommandError('note_limit');
  await assert.rejects(handing.addNote('s1', '乙'));
  await assert.rejects(handing.addNote('s1', '乙'));
  assert.notEqual(sent[3], sent[4]);
});
