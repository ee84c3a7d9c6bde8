import type { Language } from './language.ts';

/** The few words that the loader shows before the panel, with all other words, is there. */
export const TAB_WORDS: Record<Language, { help: string; name: (unread: number) => string; failed: string }> = {
  'zh-CN': {
    help: '导办',
    name: (unread) => (unread ? `导办，${unread} 条新消息` : '导办：在线求助'),
    failed: '没有加载成功，请再点一次。',
  },
  en: {
    help: 'Help',
    name: (unread) => (unread ? `Help, ${unread} new ${unread === 1 ? 'message' : 'messages'}` : 'Help: ask an officer'),
    failed: 'Could not load. Please press again.',
  },
};
