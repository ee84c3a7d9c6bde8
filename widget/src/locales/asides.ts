// Words of the menu and of being sure, which are fetched once there is a session.
import { language } from './words.ts';

const zh = {
  end: '结束导办',
  endAsk: '结束这次导办？记录会保留。',
  endYes: '结束',
  goOn: '继续',
  slipsOpen: (count: number) => `还有 ${count} 张确认单没有办完，结束后不能再补材料。`,
  slipsGiven: (count: number) => `还有 ${count} 张确认单导办员在核对，结果会写在单上，但结束后不能再补材料。`,
  leaveAsk: '不等了就会让出现在的位置。',
  stay: '继续等',
};

const en: typeof zh = {
  end: 'End session',
  endAsk: 'End this session? The record is kept.',
  endYes: 'End',
  goOn: 'Go on',
  slipsOpen: (count) => `${count === 1 ? '1 slip is' : `${count} slips are`} not finished; once ended, no papers can be added. `,
  slipsGiven: (count) =>
    `${count === 1 ? '1 slip is' : `${count} slips are`} still being checked; the result will be written there, but once ended no papers can be added. `,
  leaveAsk: 'If you stop waiting, you give up your place.',
  stay: 'Keep waiting',
};

/** The words of the asides in the language spoken now. */
export function asideWords(): typeof zh {
  return language === 'en' ? en : zh;
}
