// The happy end in words: a return is filed, anything else is submitted.
import type { Text } from '../form/catalogue.ts';
import { words } from '../locales/speech.ts';

export function filedWords(matter: Text): string {
  const { filed, submitted } = words().mirror;
  return matter.zh.includes('申报') ? filed : submitted;
}
