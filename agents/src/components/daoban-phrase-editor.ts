// One phrase being written: title, text with variables, whose it is, for which matter. Every change is kept as a draft.
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { type PhraseDraft, draftOf } from '../desk/phrase-book.ts';
import { worded } from '../locales/speech.ts';
import { icon } from '../icons.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-phrase-editor.styles.ts';

/** As the hub counts. */
const MAX_TITLE = 40;
const MAX_TEXT = 1_000;
const WARN_LEFT = 100;

@customElement('daoban-phrase-editor')
export class DaobanPhraseEditor extends DeskElement {
  static override readonly styles = [shared, textBox, styles];

  @property({ attribute: false }) draft!: PhraseDraft;
  /** The matter of the session, offered first. */
  @property({ attribute: false }) matterId: string | null = null;
  /** Whether it was asked to delete, and not yet confirmed. */
  @state() private deleting = false;
  /** Pressed too early: what is missing is named. */
  @state() private missing = false;
  @query('input') private titleBox!: HTMLInputElement;
  @query('textarea') private area!: HTMLTextAreaElement;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if ((changed.get('draft') as PhraseDraft | undefined)?.phrase_id === this.draft.phrase_id) return;
    if (changed.has('draft')) Object.assign(this, { deleting: false, missing: false, fault: null });
  }

  protected override updated(changed: PropertyValues): void {
    const before = changed.get('draft') as PhraseDraft | undefined;
    if (changed.has('draft') && before?.phrase_id !== this.draft.phrase_id && this.#writable) this.titleBox.focus();
  }

  protected override render(): TemplateResult {
    const { phrases: said } = this.words;
    const { draft } = this;
    if (!this.#writable) return html`<h3>${draft.title}</h3><p class="text">${draft.text}</p><p class="mut">${said.teamReadOnly}</p>`;
    return html`<form novalidate @submit=${this.#save}>
      <label>${said.title}<input maxlength=${MAX_TITLE} .value=${draft.title} @input=${() => this.#keep({ title: this.titleBox.value })} /></label>
      <label>${said.text}<textarea rows="6" maxlength=${MAX_TEXT} .value=${draft.text} @input=${() => this.#keep({ text: this.area.value })}></textarea></label>
      ${this.#left()} ${this.#variables()} ${this.#choices()} ${this.#trouble()}
      <div class="do">
        <button class="btn pri" type="submit" aria-disabled=${this.busy}>${said.save}</button>
        <button class="btn" type="button" @click=${() => this.desk.phrases.keep(null)}>${said.cancel}</button>
        ${draft.seen_at ? this.#delete() : nothing}
      </div>
    </form>`;
  }

  get #writable(): boolean {
    return this.draft.owner === 'personal' || this.desk.phrases.mayWriteTeam;
  }

  #left(): TemplateResult | typeof nothing {
    const left = MAX_TEXT - this.draft.text.length;
    return left < WARN_LEFT ? html`<p class="mut" role="status">${this.words.composer.left(left)}</p>` : nothing;
  }

  /** Pressed, a variable goes in at the caret. */
  #variables(): TemplateResult {
    const { finder, phrases: said } = this.words;
    return html`<div class="variables" role="group" aria-label=${said.variables}>
      <span class="mut">${said.variables}</span>
      ${this.desk.phrases.variables.map(
        (name) => html`<button class="btn xs" type="button" title=${`{${name}}`} @click=${() => this.#insert(`{${name}}`)}>${finder.variables[name as keyof typeof finder.variables] ?? name}</button>`,
      )}
    </div>`;
  }

  #choices(): TemplateResult {
    const { phrases: said } = this.words;
    const { draft } = this;
    const { library, phrases } = this.desk;
    const names = library.names.toSorted((a, b) => Number(b.id === this.matterId) - Number(a.id === this.matterId));
    const owner = (name: 'personal' | 'team'): TemplateResult =>
      html`<label class="inline"><input type="radio" name="owner" .checked=${draft.owner === name} @change=${() => this.#keep({ owner: name })} />${said.owners[name]}</label>`;
    return html`<label>${said.matter}
        <select @change=${(event: Event) => this.#keep({ matter_id: (event.target as HTMLSelectElement).value || null })}>
          <option value="" .selected=${draft.matter_id === null}>${said.everyMatter}</option>
          ${names.map(({ id, name }) => html`<option value=${id} .selected=${draft.matter_id === id}>${worded(name)}</option>`)}
        </select>
      </label>
      ${phrases.mayWriteTeam && !draft.seen_at ? html`<div class="owners" role="radiogroup" aria-label=${said.owner}>${owner('personal')}${owner('team')}</div>` : nothing}`;
  }

  #trouble(): TemplateResult | typeof nothing {
    const { phrases: said } = this.words;
    const { fault } = this;
    if (this.missing) return html`<p class="fault" role="alert">${icon('warn', { small: true })}${said.missing}</p>`;
    if (fault?.code === 'phrase_variable_unknown')
      return html`<p class="fault" role="alert">${icon('warn', { small: true })}${said.unknownVariable(`{${String(fault.details['variable'])}}`)}</p>`;
    if (fault?.code === 'phrase_changed')
      return html`${this.faultLine()}<button class="btn xs" type="button" @click=${() => void this.#lookAgain()}>${said.seeNew}</button>`;
    return this.faultLine();
  }

  #delete(): TemplateResult {
    const { phrases: said } = this.words;
    if (!this.deleting) return html`<button class="btn plain end" type="button" @click=${() => (this.deleting = true)}>${said.delete}</button>`;
    return html`<span class="end">${said.reallyDelete}
      <button class="btn xs" type="button" @click=${() => (this.deleting = false)}>${said.keep}</button>
      <button class="btn xs" type="button" @click=${() => void this.attempt(() => this.desk.phrases.delete(this.draft.phrase_id))}>${said.delete}</button>
    </span>`;
  }

  #keep(change: Partial<PhraseDraft>): void {
    this.missing = false;
    this.desk.phrases.keep({ ...this.draft, ...change });
  }

  #insert(text: string): void {
    this.area.focus();
    if (!document.execCommand('insertText', false, text)) this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, 'end');
    this.#keep({ text: this.area.value });
  }

  #save = (event: Event): void => {
    event.preventDefault();
    this.missing = !this.draft.title.trim() || !this.draft.text.trim();
    if (!this.missing) void this.attempt(() => this.desk.phrases.save(this.draft));
  };

  /** A colleague changed it meanwhile: theirs takes the place of what was written here. */
  async #lookAgain(): Promise<void> {
    await this.attempt(() => this.desk.phrases.look(true));
    const theirs = this.desk.phrases.phrases.find((phrase) => phrase.phrase_id === this.draft.phrase_id);
    this.desk.phrases.keep(theirs ? draftOf(theirs) : null);
  }
}
