// Words of the officer console in English.
import { span } from './en/counting.ts';
import { deskWords } from './en/desk.ts';
import { floorWords } from './en/floor.ts';
import { formWords } from './en/form.ts';
import { guideWords } from './en/guide.ts';
import { handingWords } from './en/handing.ts';
import { paperWords } from './en/paper.ts';
import { phraseWords } from './en/phrases.ts';
import { proposalWords } from './en/proposal.ts';
import { slipWords } from './en/slip.ts';
import { talkWords } from './en/talk.ts';
import { togetherWords } from './en/together.ts';
import type { Words } from './zh-CN.ts';

export const en: Words = {
  locale: 'en',
  other: { locale: 'zh-CN', name: '中文' },
  product: 'Daoban desk',
  listSeparator: ', ',
  span,
  colon: ': ',
  step: (order, name) => `Step ${order} ${name}`,
  stepShort: (order) => `step ${order}`,
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
