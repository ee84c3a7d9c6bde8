// Words of the officer console in Chinese. Functions take what varies; amounts and times come already written out.
import { span } from './zh-CN/counting.ts';
import { deskWords } from './zh-CN/desk.ts';
import { floorWords } from './zh-CN/floor.ts';
import { formWords } from './zh-CN/form.ts';
import { guideWords } from './zh-CN/guide.ts';
import { handingWords } from './zh-CN/handing.ts';
import { paperWords } from './zh-CN/paper.ts';
import { phraseWords } from './zh-CN/phrases.ts';
import { proposalWords } from './zh-CN/proposal.ts';
import { slipWords } from './zh-CN/slip.ts';
import { talkWords } from './zh-CN/talk.ts';
import { togetherWords } from './zh-CN/together.ts';

export const zhCN = {
  locale: 'zh-CN',
  other: { locale: 'en', name: 'English' },
  product: '导办台',
  listSeparator: '、',
  span,
  colon: '：',
  step: (order: number, name: string) => `第 ${order} 步 ${name}`,
  stepShort: (order: number) => `第 ${order} 步`,
  ...paperWords,

  ...deskWords,
  ...talkWords,
  ...formWords,
  ...floorWords,
  ...guideWords,
  ...proposalWords,
  ...handingWords,
  ...phraseWords,
  ...togetherWords,
  ...slipWords,
};

export type Words = typeof zhCN;
