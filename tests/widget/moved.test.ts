import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, SessionView } from '@daoban/client';
import { linesOf } from '../../widget/src/components/lines.ts';
import { Moved } from '../../widget/src/moved/moved.ts';
import { Speaker } from '../../widget/src/session/speaker.ts';

const at = (minute: number): string => new Date(2026, 9, 31, 14, minute).toISOString();
const event = (kind: string, seq: number, body: object): Entry => ({ kind, seq, at: at(seq), role: 'hub', actorId: 'n', body }) as unknown as Entry;
const opened = event('session.queued', 1, { reason: 'opened' });
const taken = event('session.assigned', 2, { officer: { officer_id: 'of1', name: '导办01', tier: 1 } });
const handed = (kind: string, target: string, target_name: string): Entry[] => [
  opened,
  taken,
  event('session.transferred', 3, { kind, target, target_name }),
  event('session.queued', 4, { reason: 'transferred' }),
];
const lost = [opened, taken, event('session.queued', 3, { reason: 'officer_lost' })];

function said(seq: number, ...steps: (readonly Entry[])[]): string[] {
  const speaker = new Speaker();
  const heard: string[] = [];
  speaker.onSaid(({ text }) => heard.push(text));
  const moved = new Moved(speaker, seq);
  for (const entries of steps) moved.follow(entries);
  return heard;
}

test('whoever is handed over is told to whom, and that nothing has to be explained again', () => {
  const words = ([kind, target, name]: [string, string, string]): string | null => new Moved(new Speaker(), 0).heading(handed(kind, target, name));
  const targets: [string, string, string][] = [['officer', 'of4', '业务骨干01'], ['tier', '2', '2'], ['tier', '3', '3'], ['tier', '1', '1'], ['queue', 'payment', '税费缴纳(三方协议扣款/银行端缴款)']];
  assert.deepEqual(targets.map(words), ['正在转给业务骨干01', '正在转给业务骨干', '正在转给专家', '正在转给导办员', '正在转到“税费缴纳”']);
  assert.deepEqual(said(2, handed('officer', 'of4', '业务骨干01')), ['正在转给业务骨干01，您不用重新说明。']);
});

test('a lost officer is not a transfer', () => {
  assert.deepEqual(said(2, lost), ['导办01 掉线，已把您排回最前，记录都在。']);
  assert.equal(new Moved(new Speaker(), 0).heading(lost), '已把您排回最前');
  assert.equal(new Moved(new Speaker(), 0).heading([opened]), null);
  assert.deepEqual(said(0, [event('session.queued', 3, { reason: 'officer_lost' })]), ['已重新为您排队，记录都在。']);
});

test('a wait that was there when the page came is not read out, and a new one once', () => {
  const over = handed('tier', '2', '2');
  assert.deepEqual(said(4, over), []);
  assert.deepEqual(said(2, over, over, [...over, event('session.assigned', 5, {})]), ['正在转给业务骨干，您不用重新说明。']);
});

test('the thread tells of waiting again once the words have come', () => {
  const view = { officer_read: 0, questions: [], ending: null } as unknown as SessionView;
  const names = { name: () => '', step: () => null };
  const texts = (moved?: Moved): string[] =>
    linesOf(view, handed('tier', '2', '2'), [], names, moved).map((line) => (line.kind === 'system' ? line.text.replace(/^.*\d\d:\d\d /, '') : line.kind));
  assert.deepEqual(texts(), ['导办01 接入']);
  assert.deepEqual(texts(new Moved(new Speaker(), 4)), ['导办01 接入', '正在转给业务骨干，您不用重新说明。']);
});

test('what each officer said is read out under their own name', () => {
  const view = { officer_read: 0, questions: [], ending: null } as unknown as SessionView;
  const names = { name: () => '', step: () => null };
  const message = (seq: number, role: string, actorId: string): Entry => ({ kind: 'message', seq, at: at(seq), role, actorId, clientMsgId: `m${seq}`, text: '', masked: [] });
  const second = event('session.assigned', 6, { officer: { officer_id: 'of4', name: '业务骨干01', tier: 2 } });
  const log = [opened, taken, message(3, 'officer', 'of1'), message(4, 'taxpayer', 'pe1'), second, message(7, 'officer', 'of4')];
  const whose = linesOf(view, log, [], names).flatMap((line) => (line.kind === 'message' && !line.own ? [line.who] : []));
  assert.deepEqual(whose, ['导办01', '业务骨干01']);
});
