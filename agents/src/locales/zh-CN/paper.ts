// The paper form in Chinese: units, sheets and addresses stand in the catalogue as they are said.
import { tidy } from '../../shown/chinese.ts';

export const paperWords = {
  /** By the catalogue's Chinese; what is not here is said as it stands there. */
  units: {} as Readonly<Record<string, string>>,
  sheet: (name: string) => tidy(name),
  /** An address within its sheet: `5 行 5 列`. */
  place: (place: string) => place,
};
