// What the panel keeps by the clock: the bar about the line, who is typing, how far was read, the look ahead.
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import type { FormContext, LineState, PlaceView, SessionView } from '@daoban/client';
import { LineBar } from '../../widget/src/session/line-bar.ts';
import { LookAhead } from '../../widget/src/session/look-ahead.ts';
import { Reading } from '../../widget/src/session/reading.ts';
import { Speaker } from '../../widget/src/session/speaker.ts';
import { Typing } from '../../widget/src/session/typing.ts';

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: Date.now() });
});

const line = (kind: LineState['kind']): LineState => ({ kind, since: Date.now() });
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};
const nothing = (): void => undefined;

test('a line lost for less than two seconds is not worth a word', () => {
  const bar = new LineBar(nothing, async () => 0, nothing);
  bar.take(line('offline'));
  mock.timers.tick(1_900);
  bar.take(line('online'));
  mock.timers.tick(10_000);
  assert.equal(bar.bar, null);
});

test('a line that stays away is shown, then said urgently, then what was missed for five seconds', async () => {
  let urgent = 0;
  const bar = new LineBar(nothing, async () => 2, () => urgent++);
  bar.take(line('offline'));
  mock.timers.tick(2_000);
  assert.deepEqual(bar.bar, { kind: 'off' });
  bar.take({ kind: 'offline', since: Date.now() - 2_000 });
  mock.timers.tick(8_000);
  assert.equal(urgent, 1);
  bar.take(line('online'));
  await turns();
  assert.deepEqual(bar.bar, { kind: 'back', missed: 2 });
  mock.timers.tick(5_000);
  assert.equal(bar.bar, null);
});

test('typing is said at once, seldom again, and over after a rest', () => {
  const said: boolean[] = [];
  const typing = new Typing((now) => said.push(now), nothing);
  for (let key = 0; key < 20; key++) {
    typing.typed();
    mock.timers.tick(200);
  }
  assert.deepEqual(said, [true, true]);
  mock.timers.tick(4_000);
  assert.deepEqual(said, [true, true, false]);
  typing.rest();
  assert.equal(said.length, 3);
});

test('the officer\'s typing is not believed for ever, and never from oneself', () => {
  const typing = new Typing(nothing, nothing);
  typing.hear({ session_id: 's', role: 'taxpayer', typing: true });
  assert.equal(typing.theirs, false);
  typing.hear({ session_id: 's', role: 'officer', typing: true });
  assert.equal(typing.theirs, true);
  mock.timers.tick(6_000);
  assert.equal(typing.theirs, false);
});

test('what was seen is told once a look, and again when the telling failed', async () => {
  const told: number[] = [];
  let fails = false;
  const reading = new Reading(async (seq) => {
    told.push(seq);
    if (fails) throw new Error('offline');
  });
  const view = (last_message_seq: number, taxpayer_read = 0): SessionView => ({ last_message_seq, taxpayer_read }) as SessionView;
  reading.see(view(3));
  reading.see(view(5));
  mock.timers.tick(300);
  reading.see(view(5));
  mock.timers.tick(300);
  assert.deepEqual(told, [5]);
  fails = true;
  reading.see(view(8));
  mock.timers.tick(300);
  await turns();
  fails = false;
  reading.see(view(8));
  mock.timers.tick(300);
  reading.see(view(8, 8));
  mock.timers.tick(300);
  assert.deepEqual(told, [5, 8, 8]);
});

test('the look ahead is kept fresh, and no answer is no figure', async () => {
  const place: PlaceView = { ahead: 2, wait_low_minutes: 1, wait_high_minutes: 3, officers_on_duty: 1, boost_reason: null };
  let answer: () => Promise<PlaceView> = async () => place;
  let asked = 0;
  const ahead = new LookAhead(() => (asked++, answer()), nothing);
  const context = { matter_id: 'm', error_id: null, deadline: null } as FormContext;
  ahead.start(() => context);
  await turns();
  ahead.follow(context);
  assert.deepEqual([asked, ahead.place], [1, place]);
  answer = () => Promise.reject(new Error('offline'));
  mock.timers.tick(20_000);
  await turns();
  assert.deepEqual([asked, ahead.place], [2, null]);
  ahead.stop();
  mock.timers.tick(60_000);
  assert.equal(asked, 2);
});

test('the wait is told when the place changes or nobody, or somebody, is on duty; not for minutes alone', () => {
  const told: string[] = [];
  const speaker = new Speaker();
  speaker.onSaid(({ text }) => told.push(text));
  const wait = (ahead: number, minutes: number | null): void =>
    speaker.place({ ahead, wait_low_minutes: minutes, wait_high_minutes: minutes, officers_on_duty: 1, boost_reason: null });
  for (const [ahead, minutes] of [[1, 2], [1, 3], [0, 1], [0, null], [0, null], [0, 1]] as const) wait(ahead, minutes);
  assert.deepEqual(told, [
    '已为您排队，前面还有 1 人，约等 2 分钟。',
    '前面没有人了，马上轮到您。',
    '已为您排队。现在没有导办员在岗，有人上岗就会接。',
    '已为您排队，前面没有人，约等 1 分钟。',
  ]);
});
