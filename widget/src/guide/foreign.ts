// What the hub took from the catalogue is in the language in which the session was opened; this page may speak another.
import type { Entry } from '@daoban/client/index.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { language } from '../locales/words.ts';

const WORDED = ['link.pushed', 'error.explained', 'hall.referred', 'slip.started'];
const SAID = {
  'zh-CN': '这次会话是用英文开始的，卡片里的事项、材料和说明仍是英文。',
  en: 'This session was opened in Chinese. Matters, papers and explanations in its cards stay in Chinese.',
};

/** Says so once, above the first card that it is true of. */
export function foreignNote(entries: readonly Entry[], seq: number): TemplateResult | typeof nothing {
  const opened = entries.find((entry) => entry.kind === 'session.opened');
  if (opened?.kind !== 'session.opened' || opened.body.locale.startsWith('en') === (language === 'en')) return nothing;
  return entries.find(({ kind }) => WORDED.includes(kind))?.seq === seq ? html`<p class="event">${SAID[language]}</p>` : nothing;
}
