// Words for a third party in the talk, a break, and the way to the hall; fetched with guidance.
import { language } from '../locales/words.ts';

const zh = {
  joined: (time: string, name: string) => `${time} ${name} 加入会商，和您一起看这张表`,
  left: (time: string, name: string) => `${time} ${name} 离开了会商`,
  held: (time: string, reason: string | null, due: string) => `${time} 导办员正在查资料${reason ? `（${reason}）` : ''}，预计 ${due} 回来，记录都在`,
  continued: (time: string) => `${time} 导办员回来了`,
  holding: (due: string) => `正在查资料，预计 ${due} 回来`,
  holdingLate: '正在查资料，比预计的久一些',
  hall: '这件事需要到办税服务厅办',
  bring: '请带上',
  bringNothing: '按窗口要求带上经办人身份证件。',
  copies: (count: number) => `${count} 份`,
  original: '原件',
  saidJoined: (name: string) => `${name} 加入会商。`,
  saidLeft: (name: string) => `${name} 离开了会商。`,
  saidHeld: (due: string) => `导办员正在查资料，预计 ${due} 回来。`,
  saidHall: (title: string, count: number) => `${title} 需要到办税服务厅办，要带 ${count} 样材料。`,
};

const en: typeof zh = {
  joined: (time, name) => `${time} ${name} joined the talk and sees this form with you`,
  left: (time, name) => `${time} ${name} left the talk`,
  held: (time, reason, due) => `${time} The officer is looking something up${reason ? ` (${reason})` : ''}, back about ${due}. Nothing is lost`,
  continued: (time) => `${time} The officer is back`,
  holding: (due) => `Looking something up, back about ${due}`,
  holdingLate: 'Still looking something up, a little longer than expected',
  hall: 'This must be done at the tax service hall',
  bring: 'Please bring',
  bringNothing: 'Bring the ID of the person handling it, as the counter asks.',
  copies: (count) => (count === 1 ? '1 copy' : `${count} copies`),
  original: 'original',
  saidJoined: (name) => `${name} joined the talk.`,
  saidLeft: (name) => `${name} left the talk.`,
  saidHeld: (due) => `The officer is looking something up and is back about ${due}.`,
  saidHall: (title, count) => `${title} must be done at the tax service hall, with ${count === 1 ? '1 paper' : `${count} papers`}.`,
};

/** These words in the language spoken now. */
export function togetherWords(): typeof zh {
  return language === 'en' ? en : zh;
}
