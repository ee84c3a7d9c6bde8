// What a field is called, by the catalogue: its address on the paper form, and its name.
import { type Field, type Matter, type Step, worded } from '../catalogue.ts';
import { language } from '../locales/words.ts';

const SHEETS: Record<string, string> = { 附一: 'Schedule 1', 附二: 'Schedule 2', 主表: 'Main form', 合计: 'total' };
const UNITS: Record<string, string> = { 元: 'yuan', 万元: '10,000 yuan', 份: 'copies', '份/元': 'copies / yuan', 人: 'people', 个: 'items', '%': '%' };
const CHINESE = /[\u4e00-\u9fff]/;

/** `附一 5 行 5 列`; in English only what can be said in English; empty when the row says no number. */
export function addressOf({ row }: Field): string {
  if (!/\d/.test(row)) return '';
  if (language !== 'en') return spaced(row);
  const said = row
    .replace(/(\d+) ?行/g, ' row $1 ')
    .replace(/(\d+) ?列/g, ' column $1 ')
    .replace(/(\d+) ?栏/g, ' line $1 ')
    .replace(/附一|附二|主表|合计/g, (name) => ` ${SHEETS[name]} `);
  return CHINESE.test(said) ? '' : said.replace(/ {2,}/g, ' ').trim();
}

/** What it is called within its place: a cell by its column, else by its own name. */
export function shortName(field: Field, { grids }: Matter): string {
  const column = grids.find(({ id }) => id === field.cell?.grid)?.columns.find(({ id }) => id === field.cell?.column);
  return worded(column?.name ?? field.name);
}

/** Its line and column, else its own name. */
export function fullName(field: Field, matter: Matter): string {
  const row = matter.grids.find(({ id }) => id === field.cell?.grid)?.rows.find(({ id }) => id === field.cell?.row);
  return joined(row && worded(row.name), shortName(field, matter));
}

/** Address and name in one, for a sentence; the field's id where the catalogue has lost it. */
export function calledAs(matter: Matter | null, fieldId: string, name = shortName): string {
  const field = matter?.fields.find(({ id }) => id === fieldId);
  if (!field || !matter) return fieldId;
  return joined(addressOf(field), name(field, matter));
}

/** What a field that the page works out is called: its column, with its line where the column alone would not do. */
export function sumName(matter: Matter | null, fieldId: string): string {
  const field = matter?.fields.find(({ id }) => id === fieldId);
  if (!field || !matter) return fieldId;
  const row = matter.grids.find(({ id }) => id === field.cell?.grid)?.rows.find(({ id }) => id === field.cell?.row);
  const name = shortName(field, matter);
  return row && !(row.total && name.includes(worded(row.name))) ? joined(worded(row.name), name) : name;
}

export function unitOf({ unit }: Field): string {
  return language === 'en' ? (UNITS[unit] ?? '') : unit;
}

export function stepOf(matter: Matter | null, stepId: string | null): Step | undefined {
  return matter?.steps.find(({ id }) => id === stepId);
}

/** In English a space would run the numbers of an address into the rate behind it. */
function joined(...parts: (string | undefined)[]): string {
  return parts.filter(Boolean).join(language === 'en' ? ', ' : ' ');
}

function spaced(row: string): string {
  return row.replace(/(\d) ?(?=[行列栏])/g, '$1 ').replace(/([行列栏\u4e00-\u9fff]) ?(?=\d)/g, '$1 ').trim();
}
