import type { OfficerRef } from '@daoban/client/index.ts';
import type { Language } from './language.ts';
import { words as zh, type Words } from './zh-CN.ts';

/** The words in the language spoken now; there is one widget on a page. Chinese is always there, English is fetched. */
export let say: Words = zh;
export let language: Language = 'zh-CN';
/** Once the words for errors are there; until then, one is told by its code. */
export const errorsKnown: Promise<unknown> = import('./errors.ts').then(({ errors }) => Object.assign(zh.errors, errors)).catch(() => null);

/** How an officer is called in it; empty where there is none. */
export function called(officer: Pick<OfficerRef, 'name' | 'name_en'> | null | undefined): string {
  return (language === 'en' && officer?.name_en) || (officer?.name ?? '');
}

/** Change the language; what is on the screen has to be drawn anew. */
export async function speak(wanted: Language): Promise<void> {
  say = wanted === 'en' ? (await import('./en.ts')).words : zh;
  language = wanted;
}
