// The happy end in words: a return is filed, anything else is submitted.
import { isReturn } from '@daoban/client/guide/outcome.ts';
import type { Matter } from '../form/catalogue.ts';
import { words } from '../locales/speech.ts';

export function filedWords(matter: Matter | null): string {
  const { filed, submitted } = words().mirror;
  return matter && isReturn(matter.steps) ? filed : submitted;
}
