import type { SharedFile, SlipItem } from '@daoban/client/index.ts';
import { save } from '@daoban/client/files/access.ts';
import { chooseFiles } from '@daoban/client/files/choose.ts';
import type { Upload } from '@daoban/client/files/upload.ts';
import { fileWords } from '@daoban/client/files/words.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { accessOf } from '../files/access.ts';
import { language } from '../locales/words.ts';
import { icon } from '../look/icons.ts';
import { ICONS, type Shown, stateOf } from './slip.ts';
import type { Slips } from './slips.ts';
import { slipWords } from './words.ts';

/** Actions of the person by the state of a paper; in the others it is the officer's. */
const ACTIONS = { wanted: 'upload', redo: 'again', filled: 'change' } as const;

/** One paper: state as icon and word, the reason, its files, and at most one action. */
export function slipItem(slips: Slips, shown: Shown, item: SlipItem, live: boolean): TemplateResult {
  const words = slipWords();
  const { slip_id } = shown.slip;
  const upload = live ? slips.uploadsOf(slip_id, item.item_id)?.all[0] : undefined;
  const fault = live ? (slips.faultOf(slip_id, item.item_id) ?? codeOf(upload)) : undefined;
  const files = item.file_ids.flatMap((id) => shown.files.find(({ file_id }) => file_id === id) ?? []);
  return html`<li class=${item.state} data-item=${item.item_id}>
    ${icon(ICONS[item.state] ?? 'clock')}
    <div>
      <b dir="auto">${item.name}</b>
      <p class="said">${upload ? progressOf(upload) : stateOf(item)}</p>
      ${upload && moving(upload) ? html`<span class="up"><i .style=${`inline-size:${upload.percent}%`}></i></span>` : nothing}
      ${item.when && item.state === 'wanted' ? html`<p>${item.when}</p>` : nothing}
      ${item.original && item.state === 'wanted' ? html`<p>${words.original}</p>` : nothing}
      ${item.added ? html`<p dir="auto">${words.added(item.added)}</p>` : nothing}
      ${upload?.state === 'left' ? html`<p>${fileWords(language).leftHint}</p><button class="link" @click=${() => slips.takeBack(upload)}>${words.takeBack}</button>` : nothing}
      ${fault ? html`<p class="bad" role="status">${fault}</p>` : nothing}
      ${files.map((file) => link(slips, shown, file))}
    </div>
    ${live ? action(slips, shown, item, upload) : nothing}
  </li>`;
}

function link(slips: Slips, { sessionId }: Shown, { file_id, name, removed_at }: SharedFile): TemplateResult {
  if (removed_at) return html`<p dir="auto">${name} · ${fileWords(language).removed}</p>`;
  const open = (): void => void save(accessOf(slips.help), sessionId, file_id).catch(() => slips.help.failed('offline'));
  return html`<button class="link file" dir="auto" @click=${open}>${name}</button>`;
}

function action(slips: Slips, { slip }: Shown, item: SlipItem, upload: Upload | undefined): TemplateResult | typeof nothing {
  const words = slipWords();
  const kind = ACTIONS[item.state as keyof typeof ACTIONS];
  if (!kind) return nothing;
  if (upload?.state === 'sending' || upload?.state === 'waiting') return button(words.pause, item, () => upload.pause());
  if (upload?.state === 'paused') return button(words.resume, item, () => void upload.run());
  if (upload?.state === 'left') return button(words.resume, item, () => void chooseFiles().then(([file]) => file && upload.take(file)), true);
  if (upload?.state === 'checking') return nothing;
  return button(words[kind], item, () => void chooseFiles().then((files) => slips.give(slip, item, files)), item.state !== 'filled');
}

function button(word: string, { name }: SlipItem, press: () => void, first = false): TemplateResult {
  return html`<button class="btn ${first ? 'first' : ''}" aria-label=${slipWords().actionFor(word, name)} @click=${press}>${word}</button>`;
}

function moving({ state }: Upload): boolean {
  return state !== 'failed' && state !== 'chosen';
}

function progressOf({ state, percent }: Upload): string {
  const words = slipWords();
  if (state === 'paused') return words.paused(percent);
  if (state === 'left') return fileWords(language).left(percent);
  if (state === 'cut') return words.cut;
  if (state === 'checking') return words.scanning;
  return words.percent(percent);
}

function codeOf(upload: Upload | undefined): string | undefined {
  const words = fileWords(language);
  return upload?.state === 'failed' || upload?.code ? (words.errors[upload.code ?? ''] ?? words.error) : undefined;
}
