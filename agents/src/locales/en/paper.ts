// The paper form in English, in the words of the bureau's pages: units, sheets, addresses. The catalogue has none.
import type { paperWords as Chinese } from '../zh-CN/paper.ts';

const SHEETS: Readonly<Record<string, string>> = {
  附一: 'Schedule 1',
  附二: 'Schedule 2',
  主表: 'Main form',
  资产负债表: 'Balance sheet',
  利润表: 'Income statement',
  附加税费情况表: 'Surcharge schedule',
};

export const paperWords: typeof Chinese = {
  units: { 元: 'yuan', 万元: '10,000 yuan', 份: 'copies', 人: 'people', 个: 'items' },
  sheet: (name) => SHEETS[name] ?? name,
  place: (place) =>
    place
      .replace(/(\d+) ?行/, 'row $1 ')
      .replace(/(\d+) ?列/, 'col. $1')
      .replace(/(\d+) ?栏/, 'line $1')
      .replace(/合计 ?/, 'total ')
      .replace('季初/季末', 'start/end of quarter')
      .replace(/资产负债表|利润表|附加税费情况表/, (name) => SHEETS[name] ?? name)
      .replace(/ {2,}/g, ' ')
      .trim(),
};
