// 改派: a supervisor gives a session to an officer, a line or a queue, and says why. It names who has it now, and does not
// offer what would change nothing.
import { type TemplateResult, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Floor, FloorOfficer, FloorSession, FloorWaiting } from '@daoban/client/index.ts';
import { worded } from '../locales/speech.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { skillWords } from './colleague-words.ts';
import { DeskElement } from './element.ts';

const MAX_REASON = 200;
const TIERS = [1, 2, 3];

/** What is to be given away: in an officer's hands, or waiting. */
export type Given = { readonly held: FloorSession; readonly waits?: never } | { readonly waits: FloorWaiting; readonly held?: never };

type Option = { readonly value: string; readonly name: string };
type Group = { readonly label: string; readonly options: readonly Option[] };

@customElement('daoban-reassign')
export class DaobanReassign extends DeskElement {
  static override readonly styles = [
    shared,
    textBox,
    css`
      :host {
        display: block;
        grid-column: 1 / -1;
        margin: 4px 0;
      }

      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 8px 12px;
        padding: 8px 12px 12px;
        border-left: 4px solid var(--db-accent);
        background: var(--db-sunken);
        font: var(--db-t-s) var(--db-font);
      }

      p,
      .do {
        grid-column: 1 / -1;
        overflow-wrap: anywhere;
      }

      label {
        display: grid;
        gap: 4px;
        align-content: end;
        color: var(--db-ink-2);
      }

      select {
        min-width: 0;
      }

      .do {
        display: flex;
        gap: 8px;
      }

      @media (max-width: 767px) {
        form {
          grid-template-columns: minmax(0, 1fr);
        }

        .btn {
          min-height: 44px;
        }
      }
    `,
  ];

  @property({ attribute: false }) floor!: Floor;
  @property({ attribute: false }) given!: Given;
  @state() private choice = '';
  @state() private reason = '';
  /** 改派 was pressed with something missing. */
  @state() private missing = false;

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('select')?.focus();
  }

  protected override render(): TemplateResult {
    const { reassign } = this.words;
    return html`<form aria-label=${reassign.name(this.#subject.taxpayer_name)} @submit=${this.#submit} @keydown=${this.#key}>
      <p>${this.#now()}</p>
      <label>${this.given.held ? reassign.from(this.#holder) : reassign.to}
        <select @change=${(event: Event) => (this.choice = (event.target as HTMLSelectElement).value)}>
          <option value="" .selected=${this.choice === ''}>${reassign.choose}</option>
          ${this.#offered.map((group) => this.#group(group))}
        </select>
      </label>
      <label>${reassign.why}
        <input maxlength=${MAX_REASON} autocomplete="off" .value=${this.reason} @input=${(event: InputEvent) => (this.reason = (event.target as HTMLInputElement).value)} />
      </label>
      ${this.#isOffered && this.choice.startsWith('officer ') ? html`<p class="mut">${reassign.kept}</p>` : nothing}
      ${this.#fault()}
      <div class="do">
        <button class="btn pri" type="submit" aria-disabled=${this.busy}>${reassign.doIt}</button>
        <button class="btn plain" type="button" @click=${() => this.tell('daoban-done')}>${reassign.leave}</button>
      </div>
    </form>`;
  }

  /** What is in the way: the choice is not to be had any more, something is missing, or the hub refused it. */
  #fault(): TemplateResult | typeof nothing {
    const { reassign } = this.words;
    if (this.choice && !this.#isOffered) return html`<p class="fault" role="alert">${reassign.lost(this.#named(this.choice))}</p>`;
    return this.missing && !this.#ready ? html`<p class="fault" role="alert">${reassign.missing}</p>` : this.faultLine();
  }

  get #subject(): FloorSession | FloorWaiting {
    return this.given.held ?? this.given.waits;
  }

  get #ready(): boolean {
    return this.#isOffered && this.reason.trim() !== '';
  }

  get #isOffered(): boolean {
    return this.#offered.some(({ options }) => options.some(({ value }) => value === this.choice));
  }

  /** Its queue; of one that an officer has the hub tells the matter. */
  get #queue(): string {
    return this.given.waits?.queue_id ?? this.#subject.matter_id;
  }

  get #holder(): string {
    const id = this.given.held?.officer_id;
    return this.floor.officers.find(({ officer_id }) => officer_id === id)?.name ?? id ?? '';
  }

  /** How it stands, in a sentence. */
  #now(): string {
    const { reassign } = this.words;
    const { held, waits } = this.given;
    if (held) return reassign.held(this.#holder, held.taxpayer_name);
    const queue = this.desk.library.shortName(waits.queue_id);
    if (waits.offered_to) return reassign.offered(waits.taxpayer_name, waits.offered_to.name);
    const wanted = this.floor.officers.find(({ officer_id }) => officer_id === waits.wanted_officer_id);
    return wanted ? reassign.keptFor(waits.taxpayer_name, wanted.name) : reassign.waits(waits.taxpayer_name, queue);
  }

  /** All that can be chosen now; officers come and go while one chooses. */
  get #offered(): readonly Group[] {
    const { reassign } = this.words;
    const able = this.#able;
    return [
      { label: reassign.fit, options: able.filter((officer) => this.#fits(officer)).map((officer) => this.#officer(officer)) },
      { label: reassign.others, options: able.filter((officer) => !this.#fits(officer)).map((officer) => this.#officer(officer)) },
      { label: reassign.tiers, options: this.#tiers() },
      { label: reassign.queues, options: this.#queues() },
    ];
  }

  get #able(): readonly FloorOfficer[] {
    const { held, waits } = this.given;
    const taken = [held?.officer_id, waits?.offered_to?.officer_id, waits?.offered_to ? null : waits?.wanted_officer_id];
    return this.floor.officers.filter(({ officer_id, capacity, present, status }) => capacity > 0 && present && status === 'available' && !taken.includes(officer_id));
  }

  #fits({ skills, tier }: FloorOfficer): boolean {
    const known = skills ?? [];
    return (known.includes('*') || known.includes(this.#queue)) && tier >= (this.given.waits?.tier ?? 1);
  }

  #officer({ officer_id, name, tier, in_hand, capacity, skills }: FloorOfficer): Option {
    const { transfer, floor } = this.words;
    const facts = [transfer.tierOf[tier] ?? '', floor.slotsOf(in_hand, capacity), skillWords(this.desk, skills, [], this.#queue)].filter(Boolean);
    return { value: `officer ${officer_id}`, name: [name, ...facts].join(' · ') };
  }

  #tiers(): readonly Option[] {
    const { transfer } = this.words;
    const now = this.given.waits?.tier;
    return TIERS.filter((tier) => tier !== now && (tier > 1 || now)).map((tier) => ({ value: `tier ${tier}`, name: transfer.tierOf[tier] ?? '' }));
  }

  #queues(): readonly Option[] {
    const { waits } = this.given;
    const stays = waits?.wanted_officer_id ? '' : waits?.queue_id;
    return this.floor.queues
      .filter(({ queue_id }) => queue_id !== stays)
      .map(({ queue_id, waiting, free }) => ({ value: `queue ${queue_id}`, name: this.words.reassign.queue(worded(this.desk.library.nameOf(queue_id)), waiting, free) }));
  }

  /** Each option keeps its own line when others come and go: the browser remembers the choice by the line. */
  #group({ label, options }: Group): TemplateResult | typeof nothing {
    if (!options.length) return nothing;
    const line = ({ value, name }: Option): TemplateResult => html`<option value=${value} .selected=${this.choice === value}>${name}</option>`;
    return html`<optgroup label=${label}>${repeat(options, ({ value }) => value, line)}</optgroup>`;
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    this.tell('daoban-done');
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    this.missing = !this.#ready;
    if (this.missing) return;
    const { choice } = this;
    const [kind = '', target = ''] = choice.split(' ');
    const to = { kind, target, reason: this.reason.trim(), waiting: Boolean(this.given.waits) };
    void this.attempt(() => this.desk.floor.reassign(this.#subject.session_id, to)).then((done) => done && this.tell('daoban-done', { name: this.#subject.taxpayer_name, to: this.#named(choice) }));
  };

  #named(choice: string): string {
    const [kind, target = ''] = choice.split(' ');
    if (kind === 'officer') return this.floor.officers.find(({ officer_id }) => officer_id === target)?.name ?? target;
    return kind === 'tier' ? (this.words.transfer.tierOf[Number(target)] ?? target) : this.desk.library.shortName(target);
  }
}
