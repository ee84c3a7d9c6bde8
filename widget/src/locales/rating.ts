// Words of the rating, which is fetched apart: most of a talk is over before it is needed.
import { language } from './words.ts';

/** `2 分 52 秒`; what is nought is left out. */
function lasted(seconds: number, minute: string, second: string): string {
  const rest = seconds % 60;
  const parts = [[(seconds - rest) / 60, minute], [rest, second]].filter(([count]) => count);
  return (parts.length ? parts : [[0, second]]).map((part) => part.join(' ')).join(' ');
}

const zh = {
  ended: '这次导办已结束',
  endedAt: (time: string, seconds: number) => `${time}，用时 ${lasted(seconds, '分', '秒')}。`,
  cancelledText: '您填的内容不受影响，需要时可以再次求助。',
  achievedAsk: '今天办成了吗？',
  achieved: '办成了',
  notYet: '还没有',
  rateAsk: '您对这次服务',
  levels: { 5: '非常满意', 4: '满意', 3: '基本满意', 2: '不满意', 1: '非常不满意' } as Record<number, string>,
  reasons: '哪里不满意（可多选）',
  comment: '还想说的（可不填）',
  submit: '提交',
  skip: '不评价',
  pickLevel: '请选一个满意程度，或选“不评价”。',
  rated: (level = '') => `已收到您的评价：${level}。`,
  again: '再次求助',
};

const en: typeof zh = {
  ended: 'This session has ended',
  endedAt: (time, seconds) => `${time}, took ${lasted(seconds, 'min', 's')}.`,
  cancelledText: 'What you filled in is untouched. You can ask again whenever you need.',
  achievedAsk: 'Did you get it done today?',
  achieved: 'Done',
  notYet: 'Not yet',
  rateAsk: 'How satisfied are you with this service?',
  levels: { 5: 'Very satisfied', 4: 'Satisfied', 3: 'Fairly satisfied', 2: 'Dissatisfied', 1: 'Very dissatisfied' },
  reasons: 'What was not good (choose any)',
  comment: 'Anything else (optional)',
  submit: 'Submit',
  skip: 'Do not rate',
  pickLevel: 'Please choose a level, or “Do not rate”.',
  rated: (level = '') => `Your rating was received: ${level}.`,
  again: 'Ask again',
};

/** The rating's words in the language spoken now. */
export function ratingWords(): typeof zh {
  return language === 'en' ? en : zh;
}
