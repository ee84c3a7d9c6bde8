export type Language = 'zh-CN' | 'en';

/** Return the language of ours nearest to a BCP 47 tag: Chinese unless English is asked for. */
export function languageOf(tag: string | undefined): Language {
  return tag?.toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
}
