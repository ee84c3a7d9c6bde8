// What the bureau tells everybody: one bar above all else in the panel, until its time. Fetched with the first of it.
import { html, render } from 'lit';
import { serverNow } from '@daoban/client/index.ts';
import type { AnnouncementView } from '@daoban/client/index.ts';
import type { Help } from '../session/help.ts';
import { language } from '../locales/words.ts';
import { icon } from '../look/icons.ts';
import { styles } from './announce.styles.ts';

const bar = document.createElement('div');
bar.className = 'announcement';
const WORDS = {
  'zh-CN': { name: '公告', until: (time: string) => `到 ${time}` },
  en: { name: 'Notice', until: (time: string) => `until ${time}` },
};

let current: AnnouncementView | null = null;
let told = '';
let timer: ReturnType<typeof setTimeout> | undefined;
let followed: Help | undefined;

/** Shows `announcement` in place of the last; null: there is none any more. `root` holds the panel, once there is one. */
export function announce(help: Help, root: ShadowRoot, announcement: AnnouncementView | null): void {
  current = announcement;
  clearTimeout(timer);
  if (announcement) timer = setTimeout(() => announce(help, root, null), Math.max(0, Date.parse(announcement.until_at) - serverNow()));
  if (followed !== help) help.subscribe(() => place(help, root)); // the panel may come later, or come anew
  followed = help;
  place(help, root);
}

function place(help: Help, root: ShadowRoot): void {
  const panel = root.querySelector('daoban-panel')?.shadowRoot;
  const grab = panel?.querySelector('.grab');
  if (!current || !panel || !grab) return bar.remove();
  const said = WORDS[language];
  const { announcement_id: id, text, until_at: until } = current;
  render(html`${icon('warn')}<span><b>${said.name}</b> ${text} <small>${said.until(clock(until))}</small></span>`, bar);
  if (!bar.isConnected || bar.getRootNode() !== panel) grab.after(bar);
  const sheet = styles.styleSheet;
  if (sheet && !panel.adoptedStyleSheets.includes(sheet)) panel.adoptedStyleSheets = [...panel.adoptedStyleSheets, sheet];
  if (told !== id && help.onShow) help.speaker.tell(`${said.name} ${text}`, true);
  if (help.onShow) told = id;
}

/** `15:04`, on the clock of whoever reads it. */
function clock(at: string): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
