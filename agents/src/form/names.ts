// Names short enough for a row of the mirror. The full name stays within reach.
import type { Field, Matter, Text } from './catalogue.ts';

/** The field's name as its table draws it (`13% 税率货物 · 专用发票`), else its own. */
export function rowName(matter: Matter, field: Field, speak: (text: Text) => string): string {
  const grid = matter.grids.find((item) => item.id === field.cell?.grid);
  const row = grid?.rows.find((item) => item.id === field.cell?.row);
  const column = grid?.columns.find((item) => item.id === field.cell?.column);
  return row && column ? `${speak(row.name)} · ${speak(column.name)}` : speak(field.name);
}
