// Display of the catalogue's Chinese: full-width punctuation and a thin gap between Chinese and Latin. Values are never touched.

const HAN = '\\u3400-\\u9fff\\uf900-\\ufaff';
const HAS_HAN = new RegExp(`[${HAN}]`);
const WIDE: Readonly<Record<string, string>> = { ',': '，', ':': '：', ';': '；', '?': '？', '!': '！' };
// a mark between two digits or Latin letters belongs to a number, a time or a code, and stays as it is
const MARK = new RegExp(`(?<![0-9A-Za-z])[,:;?!]|[,:;?!](?![0-9A-Za-z/])|(?<=[0-9A-Za-z])[,:;?!](?=[${HAN}])`, 'g');
const GAP = new RegExp(`(?<=[${HAN}])(?=[0-9A-Za-z{＿])|(?<=[0-9A-Za-z%}＿])(?=[${HAN}])`, 'g');

/** `票表比对未通过:第1栏(附二)` → `票表比对未通过：第 1 栏（附二）`. Text without Chinese stays as it is. */
export function tidy(text: string): string {
  if (!HAS_HAN.test(text)) return text;
  const wide = text.replace(MARK, (mark) => WIDE[mark] ?? mark);
  return wide.replaceAll('(', '（').replaceAll(')', '）').replace(GAP, ' ');
}

/** The form's address of a field without its form: `附一 5行5列` → `{ form: '附一', place: '5 行 5 列' }`. */
export function address(row: string): { form: string; place: string } {
  const match = /^(\S+)\s+(\S.*)$/.exec(row.trim()) ?? /^(\D+)(\d.*)$/.exec(row.trim());
  if (!match) return { form: '', place: tidy(row.trim()) };
  return { form: match[1] ?? '', place: tidy(match[2] ?? '') };
}

/** A name without the remark in brackets at its end, and without second names: `税费缴纳(三方协议/银行端)` → `税费缴纳`. */
export function short(name: string): string {
  const bare = name.trim().replace(/[（(](?:[^（）()]|[（(][^（）()]*[）)])*[）)]$/, '');
  return bare.split(/\s*[/,，、]\s*/)[0]?.trim() || name;
}

/** What stands before the colon: `票表比对未通过：申报的开票销售额小于…` → `票表比对未通过`. */
export function headOf(text: string): string {
  return /^(.{2,24}?)[：:]/.exec(text)?.[1]?.trim() ?? text;
}
