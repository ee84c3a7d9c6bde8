// Writing a proposal in place, below the form: several fields of one step, a reason, perhaps its basis. It takes the focus
// only when it is asked for; what is written is kept per session. What the hub refuses is said where it can be mended.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { focused } from '@daoban/client/focus.ts';
import type { FormContext } from '@daoban/client/index.ts';
import { keyOf } from '../desk/shortcuts.ts';
import type { Talk } from '../desk/talk.ts';
import type { Matter } from '../form/catalogue.ts';
import { filler } from '../form/phrases.ts';
import { type Draft, type DraftChange, changedMeanwhile, isSendable, split, stepsOf, takingOver, withAfter, withField, withoutField } from '../guide/draft.ts';
import type { Wrong } from '../guide/values.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { DeskElement } from './element.ts';
import { placeOf } from './place.ts';
import type { DaobanProposedField } from './daoban-proposed-field.ts';
import './daoban-proposed-field.ts';
import { styles } from './daoban-proposal-editor.styles.ts';

/** As the hub takes it, in characters. */
const MAX_TEXT = 500;

@customElement('daoban-proposal-editor')
export class DaobanProposalEditor extends DeskElement {
  static override readonly styles = [shared, textBox, styles];

  @property({ attribute: false }) talk!: Talk;
  @property({ attribute: false }) matter!: Matter;
  @property({ attribute: false }) context!: FormContext;
  /** Whether sending was tried: then what is missing is said too. */
  @state() private tried = false;
  #before: HTMLElement | null = null;

  /** Adds a field, or goes to it where it is in the draft already; who pressed for it gets the focus back at the end. */
  async add(fieldId: string): Promise<void> {
    if (!this.contains(document.activeElement)) this.#before = focused();
    const now = this.context.fields.find((item) => item.id === fieldId)?.value ?? '';
    // of several boxes mostly one changes
    const several = this.matter.fields.some((field) => field.id === fieldId && field.parts.length > 0);
    this.#save(withField(this.#draft, fieldId, now, several ? now : ''));
    await this.updateComplete;
    const row = this.shadowRoot?.querySelector<DaobanProposedField>(`daoban-proposed-field[data-field="${CSS.escape(fieldId)}"]`);
    await row?.updateComplete;
    row?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const draft = this.#draft;
    if (!draft || this.talk.view.state !== 'active') return nothing;
    const { proposal } = this.words;
    return html`<section aria-label=${proposal.heading(draft.changes.length)}>
      <header>
        <h3>${proposal.heading(draft.changes.length)}</h3>
        <span class="mut">${proposal.add(keyOf('propose'))}</span>
      </header>
      <div class="scroll">
        ${repeat(draft.changes, (change) => change.field_id, (change) => this.#field(draft, change))} ${this.#texts(draft)}
      </div>
      <footer>
        ${this.#notices(draft)}
        <div class="do">
          <button class="btn pri" aria-disabled=${!this.#ready(draft) || this.busy} @click=${() => void this.#send(draft)}>${this.busy ? proposal.sending : proposal.send}</button>
          <button class="btn" @click=${this.#cancel}>${proposal.cancel}</button>
          <span class="mut">${proposal.kept}</span>
        </div>
      </footer>
    </section>`;
  }

  get #draft(): Draft | null {
    return this.desk.proposing.of(this.talk.sessionId);
  }

  #save(draft: Draft | null): void {
    this.desk.proposing.save(this.talk.sessionId, draft);
    this.requestUpdate();
  }

  #field(draft: Draft, change: DraftChange): TemplateResult | typeof nothing {
    const field = this.matter.fields.find((item) => item.id === change.field_id);
    if (!field) return this.#gone(draft, change.field_id);
    const now = changedMeanwhile(change, field, this.context);
    return html`<daoban-proposed-field
      data-field=${field.id}
      .field=${field}
      .change=${change}
      .now=${now}
      .refused=${this.#refusedValue(field.id)}
      .strict=${this.tried}
      @daoban-after=${(event: CustomEvent<string>) => this.#typed(withAfter(draft, field.id, event.detail))}
      @daoban-take-over=${() => this.#typed(takingOver(draft, field.id, now ?? change.before))}
      @daoban-remove=${() => this.#save(withoutField(draft, field.id))}
    ></daoban-proposed-field>`;
  }

  #gone(draft: Draft, fieldId: string): TemplateResult {
    const { proposal } = this.words;
    const field = this.desk.library.field(fieldId);
    return html`<p class="gone">${proposal.notShown}<button class="btn xs" @click=${() => this.#save(withoutField(draft, fieldId))}>${proposal.remove(field ? placeOf(field) : fieldId)}</button></p>`;
  }

  #typed(draft: Draft): void {
    this.fault = null;
    this.#save(draft);
  }

  #texts(draft: Draft): TemplateResult {
    const { proposal, guide } = this.words;
    const missing = this.tried && !draft.reason.trim();
    return html`<div class="text">
        <label for="reason">${guide.reason}</label>
        <input id="reason" maxlength=${MAX_TEXT} placeholder=${proposal.reasonHint} aria-required="true" aria-invalid=${missing} .value=${draft.reason} @input=${(event: InputEvent) => this.#typed({ ...draft, reason: text(event) })} />
      </div>
      ${missing ? html`<p class="missing" role="alert">${icon('warn', { small: true })}${proposal.reasonMissing}</p>` : nothing} ${this.#quick(draft)}
      <div class="text">
        <label for="basis">${guide.basis}</label>
        <input id="basis" maxlength=${MAX_TEXT} placeholder=${proposal.basisHint} .value=${draft.basis} @input=${(event: InputEvent) => this.#typed({ ...draft, basis: text(event) })} />
      </div>`;
  }

  /** The error's steps to mend it are the reasons that are given most. */
  #quick(draft: Draft): TemplateResult | typeof nothing {
    const error = this.matter.errors.find((item) => item.id === this.context.error_id);
    if (!error) return nothing;
    const fill = filler(this.matter, error, this.context, worded);
    return html`<div class="quick" role="group" aria-label=${this.words.proposal.quick}>
      ${error.fix_steps.map((step) => html`<button class="btn xs" title=${fill(step)} @click=${() => this.#typed({ ...draft, reason: fill(step) })}><span class="cut">${fill(step)}</span></button>`)}
    </div>`;
  }

  #notices(draft: Draft): TemplateResult {
    const { proposal } = this.words;
    const fields = new Set(draft.changes.map((change) => change.field_id));
    const replaced = this.talk.view.guidance.proposals.filter((item) => item.state === 'open' && item.changes.some((change) => fields.has(change.field_id)));
    return html`${this.context.shared ? nothing : html`<p class="notice" role="status">${proposal.stopped}</p>`} ${this.#mixed(draft)}
      ${replaced.map((item) => html`<p class="notice">${proposal.replaces(item.number)}</p>`)}
      ${this.fault && !this.#isShownAtField ? this.#refusal() : nothing}`;
  }

  #mixed(draft: Draft): TemplateResult | typeof nothing {
    const { proposal, listSeparator, stepShort } = this.words;
    const steps = [...stepsOf(draft, this.matter)].map(([id, fields]) => ({ fields, name: stepShort(this.matter.steps.find((step) => step.id === id)?.order ?? 0) }));
    const [first] = steps;
    if (!first || steps.length < 2) return nothing;
    return html`<p class="notice" role="status">
      <span>${proposal.mixed(steps.map((step) => step.name).join(listSeparator))}</span>
      <button class="btn xs" @click=${() => void this.#sendFirst(draft, first.fields)}>${proposal.sendFirst(first.name, first.fields.length)}</button>
    </p>`;
  }

  #refusal(): TemplateResult | typeof nothing {
    const code = this.fault?.code;
    if (code === 'value_changed') return html`<p class="notice" role="alert">${this.words.proposal.changedUnseen}</p>`;
    return code === 'sharing_stopped' && !this.context.shared ? nothing : this.faultLine();
  }

  /** What the hub said against one value stands at that value. */
  #refusedValue(fieldId: string): Wrong | null {
    const { code, details } = this.fault ?? {};
    if (code !== 'value_invalid' || details?.['field_id'] !== fieldId) return null;
    return { code: String(details['why'] ?? ''), limit: String(details['limit'] ?? '') };
  }

  get #isShownAtField(): boolean {
    const fieldId = String(this.fault?.details['field_id'] ?? '');
    const change = this.#draft?.changes.find((item) => item.field_id === fieldId);
    const field = this.matter.fields.find((item) => item.id === fieldId);
    if (!change || !field) return false;
    if (this.fault?.code === 'value_invalid') return true;
    return this.fault?.code === 'value_changed' && changedMeanwhile(change, field, this.context) !== null;
  }

  #ready(draft: Draft): boolean {
    const current = (change: DraftChange): boolean => {
      const field = this.matter.fields.find((item) => item.id === change.field_id);
      return field !== undefined && changedMeanwhile(change, field, this.context) === null;
    };
    return isSendable(draft, this.matter) && draft.changes.every(current) && this.context.shared;
  }

  async #send(draft: Draft): Promise<void> {
    this.tried = true;
    if (!this.#ready(draft) || stepsOf(draft, this.matter).size > 1) return;
    if (await this.attempt(() => this.desk.guiding.propose(this.talk.sessionId, draft, this.matter))) this.#leave();
  }

  /** The fields of the first step go now; the others stay as a draft of their own. */
  async #sendFirst(draft: Draft, fieldIds: readonly string[]): Promise<void> {
    this.tried = true;
    const { first, rest } = split(draft, fieldIds);
    if (!this.#ready(first)) return;
    if (await this.attempt(() => this.desk.guiding.propose(this.talk.sessionId, first, this.matter))) this.#save(rest);
  }

  #cancel = (): void => {
    this.#save(null);
    this.#leave();
  };

  /** The draft itself goes when its proposal is in the log. */
  #leave(): void {
    this.tried = false;
    this.fault = null;
    if (this.#before?.isConnected) this.#before.focus();
    this.#before = null;
  }
}

function text(event: InputEvent): string {
  return (event.target as HTMLInputElement).value;
}
