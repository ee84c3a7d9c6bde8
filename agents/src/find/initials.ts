// The pinyin initials of a Chinese character, from the order in which the browser itself sorts Chinese (docs/decisions/0016).

/** No syllable begins with i, u or v. */
const LETTERS = [...'abcdefghjklmnopqrstwxyz'];
/** CLDR's Chinese order holds a marker before the first character of each letter: U+FDD0 with the letter. */
const MARKERS = LETTERS.map((letter) => `\uFDD0${letter.toUpperCase()}`);
const HAN = /[\u3400-\u9fff\uf900-\ufaff]/;
/** Characters that are read in several ways: the letters of all of them, as tax officers meet them. */
const SEVERAL: Readonly<Record<string, string>> = {
  重: 'zc', 长: 'cz', 行: 'xh', 调: 'dt', 率: 'ls', 会: 'hk', 解: 'jx', 还: 'hx', 传: 'cz', 系: 'xj', 给: 'gj', 省: 'sx',
  参: 'cs', 降: 'jx', 卡: 'kq', 折: 'zs', 朝: 'cz', 单: 'ds', 车: 'cj', 乐: 'ly', 盛: 'sc', 藏: 'cz', 合: 'hg', 属: 'sz',
  石: 'sd', 没: 'm', 弹: 'td', 提: 'td', 强: 'qj', 曾: 'cz', 查: 'cz', 校: 'xj', 厂: 'ca', 宿: 'sx', 尾: 'wy', 扁: 'bp',
  番: 'fp', 便: 'bp', 屏: 'pb', 泊: 'bp', 夹: 'jg', 见: 'jx', 壳: 'kq', 吓: 'xh', 巷: 'xh', 柜: 'gj', 厦: 'sx', 仇: 'cq',
  种: 'zc', 畜: 'xc', 薄: 'b', 圈: 'qj', 什: 'sz', 纶: 'lg', 广: 'ga', 读: 'd', 熟: 's', 秘: 'mb', 阿: 'ae', 万: 'wm',
};

const collator = new Intl.Collator('zh-CN-u-co-pinyin');
const known = new Map<string, string>();

/** Every letter with which the character may begin when it is spoken, in lower case; none for what is not Chinese. */
export function initialsOf(character: string): string {
  let found = known.get(character);
  if (found === undefined) known.set(character, (found = HAN.test(character) ? (SEVERAL[character] ?? letterOf(character)) : ''));
  return found;
}

function letterOf(character: string): string {
  let [low, high] = [0, MARKERS.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (collator.compare(character, MARKERS[middle] ?? '') < 0) high = middle;
    else low = middle + 1;
  }
  return LETTERS[low - 1] ?? '';
}
