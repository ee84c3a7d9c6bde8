// The language spoken now. Components listen; nothing else keeps words.
import { safeStorage } from '@daoban/client/index.ts';
import { headOf, tidy } from '../shown/chinese.ts';
import { en } from './en.ts';
import { type Words, zhCN } from './zh-CN.ts';

const KEY = 'daoban.console.locale';
const LANGUAGES: Readonly<Record<string, Words>> = { 'zh-CN': zhCN, en };

const storage = safeStorage('local');
const listeners = new Set<() => void>();
let spoken: Words = LANGUAGES[storage.getItem(KEY) ?? ''] ?? zhCN;
speakAsAsked();

export function words(): Words {
  return spoken;
}

/** Speaks `locale` from now on, here and after a reload; an unknown one changes nothing. */
export function speak(locale: string): void {
  spoken = LANGUAGES[locale] ?? spoken;
  storage.setItem(KEY, spoken.locale);
  document.documentElement.lang = spoken.locale;
  for (const listener of [...listeners]) listener();
}

/** Whoever leads here may say the language: `?lang=en`. Said once: a choice made here outlasts a reload. */
function speakAsAsked(): void {
  const here = new URL(location.href);
  const asked = here.searchParams.get('lang');
  if (asked === null) return;
  speak(asked);
  here.searchParams.delete('lang');
  history.replaceState(history.state, '', here);
}

/** Returns how to stop listening. */
export function onSpeech(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Words of the catalogue in the language spoken, tidied for display; Chinese where neither it nor `units` has English. */
export function worded(text: { readonly zh: string; readonly en: string } | null | undefined): string {
  if (!text) return '';
  return tidy(spoken.locale === 'en' && text.en ? text.en : (spoken.units[text.zh] ?? text.zh));
}

/** An error in a few words: its title, else the head of its message. */
export function errorTitle(error: { readonly title: { readonly zh: string; readonly en: string }; readonly message: { readonly zh: string; readonly en: string } }): string {
  return worded(error.title) || headOf(worded(error.message));
}
