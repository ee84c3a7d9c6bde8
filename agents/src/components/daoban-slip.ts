// The officer's side of a slip, under the head of the conversation: starting it from the matter's list, then paper by paper,
// then the result. Every act that the taxpayer is owed a reason for asks for it in place.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { save } from '@daoban/client/files/access.ts';
import type { Slip, SlipItem } from '@daoban/client/index.ts';
import type { Talk } from '../desk/talk.ts';
import type { Material } from '../form/catalogue.ts';
import { isRunning } from '../guide/slip.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { DeskElement } from './element.ts';
import { SLIP_ICONS, runningIn, standWords } from './slip-words.ts';
import { styles } from './daoban-slip.styles.ts';

/** What is asked for before it is done. */
interface Ask {
  readonly act: 'redo' | 'strike' | 'add' | 'conclude' | 'notHandled' | 'cancel';
  readonly item: SlipItem | null;
}

@customElement('daoban-slip')
export class DaobanSlip extends DeskElement {
  static override readonly styles = [shared, textBox, styles];

  @property({ attribute: false }) talk!: Talk;
  @state() private ask: Ask | null = null;
  @query('form input') private field!: HTMLInputElement | null;
  /** Had the focus before something was asked. */
  #before: HTMLElement | null = null;

  protected override firstUpdated(): void {
    this.focus();
  }

  override focus(): void {
    this.shadowRoot?.querySelector('h3')?.focus();
  }

  protected override render(): TemplateResult {
    const { slip: said } = this.words;
    const slip = runningIn(this.talk) ?? (this.#canStart ? null : this.talk.view.slips.at(-1));
    return html`<section aria-label=${said.kind} @keydown=${this.#key}>
      ${slip ? this.#slip(slip) : this.#canStart ? this.#start() : nothing} ${this.ask ? nothing : this.faultLine()}
    </section>`;
  }

  get #canStart(): boolean {
    return this.talk.view.state === 'active' && !runningIn(this.talk);
  }

  get #materials(): readonly Material[] {
    return this.desk.library.matter(this.talk.context?.matter_id ?? this.talk.view.matter_id)?.materials ?? [];
  }

  #start(): TemplateResult {
    const { slip: said } = this.words;
    const matter = worded(this.desk.library.nameOf(this.talk.context?.matter_id ?? this.talk.view.matter_id));
    const last = this.talk.view.slips.at(-1);
    return html`<header><h3 tabindex="-1">${said.startHeading(matter)}</h3></header>
      <p class="hint">${this.#materials.length ? said.startHint : said.noList}</p>
      <ul>
        ${this.#materials.map((material) => html`<li class="choice">${this.#choice(material)}</li>`)}
      </ul>
      <div class="do">
        <button class="btn pri" aria-disabled=${this.busy} @click=${this.#begin}>${said.start}</button>
        ${last ? html`<span class="mut">${said.number(last.no)} · ${standWords(last)}</span>` : nothing}
      </div>`;
  }

  #choice({ id, name, required, when, original }: Material): TemplateResult {
    const { slip: said } = this.words;
    const facts = [required ? said.required : worded(when) || said.optional, original ? said.original : ''].filter(Boolean).join(' · ');
    return html`<label class="choice"><input type="checkbox" value=${id} .checked=${required} ?disabled=${required} />${worded(name)}</label><span class="mut">${facts}</span>`;
  }

  #begin = (): void => {
    const chosen = [...(this.shadowRoot?.querySelectorAll<HTMLInputElement>('li input:checked:not(:disabled)') ?? [])];
    void this.attempt(() => this.desk.slips.start(this.talk.sessionId, chosen.map(({ value }) => value))).then(() => this.updateComplete.then(() => this.focus()));
  };

  #slip(slip: Slip): TemplateResult {
    const { slip: said } = this.words;
    const running = isRunning(slip);
    const due = running && slip.items.some(({ state: stands }) => stands === 'given');
    return html`<header>
        <h3 tabindex="-1">${slip.title}</h3>
        <span class="stand ${due ? 'due' : ''}">${standWords(slip)}</span><span class="mut">${said.number(slip.no)}</span>
      </header>
      <ul>
        ${repeat(slip.items, ({ item_id }) => item_id, (item) => this.#item(slip, item, running))}
      </ul>
      ${slip.result ? html`<p class="hint">${slip.result}</p>` : nothing} ${running ? (this.ask ? this.#form(slip, this.ask) : this.#acts()) : nothing}`;
  }

  #item(slip: Slip, item: SlipItem, running: boolean): TemplateResult {
    const { slip: said } = this.words;
    const facts = [said.states[item.state], item.state === 'redo' || item.state === 'struck' ? item.reason : '', item.original && item.state === 'wanted' ? said.original : '', item.added];
    return html`<li class=${item.state} data-item=${item.item_id}>
      ${icon(SLIP_ICONS[item.state] ?? 'clock', { small: true })}
      <div>
        <b>${item.name}</b> <small>${facts.filter(Boolean).join(' · ')}</small><br />
        ${item.file_ids.map((fileId) => this.#file(fileId))}
      </div>
      ${running ? html`<span class="do">${this.#actsOf(slip, item)}</span>` : nothing}
    </li>`;
  }

  #file(fileId: string): TemplateResult | typeof nothing {
    const file = this.talk.view.files.find(({ file_id }) => file_id === fileId);
    if (!file) return nothing;
    return html`<button class="file" @click=${() => void this.told(() => save(this.desk.files.access, this.talk.sessionId, fileId))}>${file.name}</button>`;
  }

  #actsOf({ slip_id, items }: Slip, item: SlipItem): readonly (TemplateResult | typeof nothing)[] {
    const { slip: said } = this.words;
    const talking = this.talk.view.state === 'active';
    const { state: stands } = item;
    const accept = () => void this.attempt(() => this.desk.slips.check(this.talk.sessionId, slip_id, item, 'accepted'));
    const left = items.filter((one) => one.state !== 'struck').length;
    return [
      stands === 'given' || (stands === 'redo' && item.file_ids.length) ? this.#button(said.accept, accept, item.name) : nothing,
      talking && (stands === 'given' || stands === 'accepted') ? this.#button(said.redo, () => this.#open({ act: 'redo', item }), item.name) : nothing,
      talking && stands !== 'struck' && stands !== 'accepted' && left > 1 ? this.#button(said.strike, () => this.#open({ act: 'strike', item }), item.name) : nothing,
    ];
  }

  #acts(): TemplateResult {
    const { slip: said } = this.words;
    const open = (act: Ask['act']) => () => this.#open({ act, item: null });
    return html`<div class="do">
      ${this.talk.view.state === 'active' ? this.#button(said.add, open('add')) : nothing} ${this.#button(said.conclude, open('conclude'), '', 'pri')}
      ${this.#button(said.notHandled, open('notHandled'))} ${this.#button(said.cancel, open('cancel'), '', 'plain')}
    </div>`;
  }

  #button(word: string, press: () => void, paper = '', kind = ''): TemplateResult {
    const name = paper ? this.words.slip.actionFor(word, paper) : word;
    return html`<button class="btn xs ${kind}" aria-label=${name} aria-disabled=${this.busy} @click=${press}>${word}</button>`;
  }

  #form(slip: Slip, { act, item }: Ask): TemplateResult {
    const { slip: said } = this.words;
    return html`<form @submit=${(event: Event) => void this.#submit(event, slip)}>
      ${item ? html`<b>${item.name}</b>` : nothing}
      <span class="fields">
        ${act === 'add' ? html`<label>${said.paper}<input name="paper" maxlength="60" required autocomplete="off" /></label>` : nothing}
        <label>${said.asks[act]}<input name="reason" maxlength="500" required autocomplete="off" /></label>
      </span>
      ${this.faultLine()}
      <span class="fields"
        ><button class="btn xs pri" aria-disabled=${this.busy}>${said.done}</button
        ><button class="btn xs" type="button" @click=${() => this.#close()}>${said.keep}</button></span
      >
    </form>`;
  }

  #open(ask: Ask): void {
    this.#before = this.shadowRoot?.activeElement as HTMLElement | null;
    this.fault = null;
    this.ask = ask;
    void this.updateComplete.then(() => this.field?.focus());
  }

  /** The focus goes back to what was pressed, or where that is gone, to the heading. */
  #close(): void {
    this.ask = null;
    this.fault = null;
    void this.updateComplete.then(() => (this.#before?.isConnected ? this.#before.focus() : this.focus()));
  }

  async #submit(event: Event, { slip_id }: Slip): Promise<void> {
    event.preventDefault();
    const { ask } = this;
    const form = new FormData(event.target as HTMLFormElement);
    const [paper, reason] = [String(form.get('paper') ?? '').trim(), String(form.get('reason') ?? '').trim()];
    if (!ask || !reason) return;
    if (!(await this.attempt(() => this.#do(ask, slip_id, paper, reason)))) return;
    this.#close();
    if (!runningIn(this.talk)) this.tell('daoban-done');
  }

  #do({ act, item }: Ask, slipId: string, paper: string, reason: string): Promise<unknown> {
    const { slips } = this.desk;
    const { sessionId } = this.talk;
    const itemId = item?.item_id ?? '';
    if (act === 'add') return slips.add(sessionId, slipId, paper, reason);
    if (act === 'strike') return slips.strike(sessionId, slipId, itemId, reason);
    if (act === 'redo') return slips.check(sessionId, slipId, item as SlipItem, 'redo', reason);
    if (act === 'cancel') return slips.cancel(sessionId, slipId, reason);
    return slips.conclude(sessionId, slipId, act === 'conclude' ? 'handled' : 'not_handled', reason);
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.ask) this.#close();
    else this.tell('daoban-done');
  };
}
