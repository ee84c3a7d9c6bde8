// 转办: to the next line, an officer or another queue, with a note for whoever takes it. A drawer, not a dialog: the thread
// and the form stay within reach, and what is written here is kept until it is sent.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Colleague, Colleagues } from '@daoban/client/index.ts';
import { type Destination, MAX_TRANSFER_NOTE, lacksOf, mayTake, renewed } from '../desk/handing.ts';
import type { Talk } from '../desk/talk.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { short } from '../shown/chinese.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { lackWords, skillWords } from './colleague-words.ts';
import { DeskElement } from './element.ts';
import { styles } from './daoban-transfer.styles.ts';

type Way = Destination['kind'];

/** One place to go: `how` says who is there, `why not` that nobody can be chosen there. */
interface Choice extends Destination {
  readonly label: string;
  readonly aside: string;
  readonly how: string;
  readonly open: boolean;
  /** Of an officer: what they know, and whether the session needs no more. */
  readonly knows?: string;
  readonly fits?: boolean;
  /** Of an officer: they can be asked in first, and take it over then. */
  readonly mayJoin?: boolean;
}

const WAYS: readonly Way[] = ['tier', 'officer', 'queue'];
/** Who is on duty changes while one writes; asked again so often, in milliseconds. */
const AGAIN_MS = 5_000;
/** From so many officers or queues on, one is found by typing. */
const MANY = 8;
const WARN_LEFT = 50;

@customElement('daoban-transfer')
export class DaobanTransfer extends DeskElement {
  static override readonly styles = [shared, textBox, styles];

  @property({ attribute: false }) talk!: Talk;
  @state() private around: Colleagues | null = null;
  @state() private way: Way = 'tier';
  @state() private target = '';
  @state() private search = '';
  @state() private note = '';
  /** The officer is asked in first, and introduced. */
  @state() private warm = false;
  /** 转办 was pressed with nothing chosen. */
  @state() private missing = false;
  @query('.ways input:checked') private chosenWay!: HTMLElement | null;
  #timer: ReturnType<typeof setInterval> | undefined;

  override focus(): void {
    this.chosenWay?.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.note = this.desk.drafts.load(this.#draft);
    if (this.desk.me.tier >= 3) this.way = 'officer';
    this.#timer = setInterval(() => void this.#look(), AGAIN_MS);
    void this.#look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override firstUpdated(): void {
    this.focus();
  }

  protected override render(): TemplateResult {
    const { transfer } = this.words;
    return html`<section aria-label=${transfer.name} @keydown=${this.#key}>
      <div class="top">
        <h3>${transfer.name}</h3>
        <button class="icon-btn" aria-label=${transfer.close} title=${transfer.close} @click=${this.#close}>${icon('close', { small: true })}</button>
      </div>
      <fieldset class="ways">
        <legend class="vh">${transfer.wayName}</legend>
        ${WAYS.map((way) => this.#way(way))}
      </fieldset>
      ${this.#searchable ? this.#searchBox() : nothing}
      <fieldset class="to" aria-busy=${this.around === null}>
        <legend class="vh">${transfer.ways[this.way]}</legend>
        ${this.#choices()}
      </fieldset>
      <div class="foot">${this.#foot()}</div>
    </section>`;
  }

  get #draft(): string {
    return `transfer.${this.talk.sessionId}`;
  }

  get #searchable(): boolean {
    return this.way !== 'tier' && this.#all.length > MANY;
  }

  get #all(): readonly Choice[] {
    if (!this.around) return [];
    if (this.way === 'officer') return this.around.officers.map((one) => this.#officer(one));
    return this.way === 'tier' ? this.#tiers(this.around) : this.#queues(this.around);
  }

  get #chosen(): Choice | null {
    return this.#all.find(({ target, open }) => open && target === this.target) ?? null;
  }

  #tiers({ tiers }: Colleagues): readonly Choice[] {
    const { transfer } = this.words;
    const higher = tiers.filter(({ tier }) => tier > this.desk.me.tier);
    return higher.map(({ tier, on_duty, free_slots }) => ({
      kind: 'tier',
      target: String(tier),
      name: transfer.tier(tier),
      label: transfer.tier(tier),
      aside: transfer.tierOf[tier] ?? '',
      how: [transfer.onDuty(on_duty), on_duty ? transfer.free(free_slots) : ''].filter(Boolean).join(' · '),
      open: true,
    }));
  }

  #officer(one: Colleague): Choice {
    const { transfer, together } = this.words;
    const { officer, barrier } = one;
    const { name, tier, capacity, in_hand } = officer;
    const { consult, matter_id } = this.talk.view;
    const isBeside = consult?.joined_at && consult.officer.officer_id === officer.officer_id && in_hand < capacity;
    const load = barrier === 'full' ? transfer.full(in_hand, capacity) : transfer.load(in_hand, capacity);
    const how = isBeside ? together.warm : mayTake(barrier) ? load : transfer.barrier(barrier ?? '');
    const knows = [lackWords(one), skillWords(this.desk, one.skills, one.languages, matter_id)].filter(Boolean).join(' · ');
    const fits = lacksOf(one).length === 0;
    return {
      kind: 'officer', target: officer.officer_id, name, label: name, aside: transfer.tierOf[tier] ?? '', how, knows, fits,
      open: mayTake(barrier), mayJoin: barrier === null && !consult,
    };
  }

  #queues({ queues }: Colleagues): readonly Choice[] {
    const { transfer } = this.words;
    return queues.map(({ queue_id, waiting, on_duty }) => {
      const label = worded(this.desk.library.nameOf(queue_id));
      const how = `${transfer.waiting(waiting)} · ${transfer.onDuty(on_duty)}`;
      return { kind: 'queue', target: queue_id, name: short(label), label, aside: '', how, open: true };
    });
  }

  #way(way: Way): TemplateResult {
    const on = way === this.way;
    return html`<label class=${on ? 'on' : ''}>
      <input class="vh" type="radio" name="way" .checked=${on} @change=${() => this.#go(way)} />${this.words.transfer.ways[way]}
    </label>`;
  }

  #searchBox(): TemplateResult {
    const { search } = this.words.transfer;
    return html`<input class="search" type="search" aria-label=${search} placeholder=${search} .value=${this.search}
      @input=${(event: InputEvent) => (this.search = (event.target as HTMLInputElement).value)} />`;
  }

  #choices(): TemplateResult | readonly TemplateResult[] {
    const { transfer } = this.words;
    if (!this.around) return this.fault ? this.#retry() : html`<p class="wait" role="status">${transfer.loading}</p>`;
    const wanted = this.#searchable ? this.search.trim().toLowerCase() : '';
    const found = this.#all.filter(({ label }) => label.toLowerCase().includes(wanted));
    if (!found.length) return html`<p>${wanted ? transfer.nothingFound : this.way === 'tier' ? transfer.topTier : transfer.nobody}</p>`;
    const more = this.way === 'officer' && this.around.more;
    return html`${found.map((choice) => this.#choice(choice))}${more ? html`<p class="wait">${transfer.more(more)}</p>` : nothing}`;
  }

  #choice({ target, label, aside, how, open, knows, fits }: Choice): TemplateResult {
    const on = open && target === this.target;
    const { colleague } = this.words;
    return html`<label class="row ${on ? 'on' : ''} ${open ? '' : 'off'} ${fits === false ? 'unfit' : ''}">
      <input type="radio" name="to" .checked=${on} ?disabled=${!open} @change=${() => this.#choose(target)} />
      <span><b>${label}</b>${aside ? html`<small>${aside}</small>` : nothing}${fits ? html`<span class="fits">${colleague.fits}</span>` : nothing}</span><span class="how">${how}</span>
      ${knows ? html`<small class="knows" title=${knows}>${knows}</small>` : nothing}
    </label>`;
  }

  #retry(): TemplateResult {
    return html`<p>${this.faultLine()}</p>
      <p><button class="btn xs" @click=${() => void this.#look()}>${this.words.transfer.retry}</button></p>`;
  }

  #foot(): TemplateResult {
    const { transfer } = this.words;
    const left = MAX_TRANSFER_NOTE - this.note.length;
    return html`${this.#warmly()}
      <label for="note">${transfer.note}</label>
      <textarea id="note" rows="2" maxlength=${MAX_TRANSFER_NOTE} placeholder=${transfer.noteHint} .value=${this.note} @input=${this.#write}></textarea>
      ${this.#sees()} ${this.talk.outgoing.length ? html`<p class="sees warn">${transfer.unsent}</p>` : nothing}
      ${this.missing ? html`<p class="fault" role="alert">${icon('warn', { small: true })}${transfer.choose}</p>` : this.around ? this.faultLine() : nothing}
      <div class="do">
        <button class="btn pri" aria-disabled=${this.busy} @click=${() => void this.#send()}>${this.busy ? transfer.doing : this.#isWarm ? transfer.ask : transfer.doIt}</button>
        ${left < WARN_LEFT ? html`<span class="mut">${transfer.left(left)}</span>` : nothing}
      </div>`;
  }

  /** 当面转办: only to an officer who can join now. */
  #warmly(): TemplateResult | typeof nothing {
    const { transfer } = this.words;
    if (!this.#chosen?.mayJoin) return nothing;
    return html`<label class="warm"><input type="checkbox" .checked=${this.warm} @change=${() => (this.warm = !this.warm)} />${transfer.warm}</label>`;
  }

  get #isWarm(): boolean {
    return this.warm && this.#chosen?.mayJoin === true;
  }

  /** In the very words that the taxpayer will read. */
  #sees(): TemplateResult {
    const { transfer } = this.words;
    const chosen = this.#chosen;
    if (chosen && this.#isWarm) return html`<p class="sees">${transfer.warmly(chosen.name)}</p>`;
    if (!chosen) return html`<p class="sees">${transfer.goesAlong}</p>`;
    const { kind, target, name } = chosen;
    const said = kind === 'tier' ? transfer.sees.tier(Number(target)) : transfer.sees[kind](name);
    return html`<p class="sees">${transfer.taxpayerSees(said)} ${transfer.goesAlong}</p>`;
  }

  #go(way: Way): void {
    Object.assign(this, { way, target: '', search: '', missing: false });
  }

  #choose(target: string): void {
    Object.assign(this, { target, missing: false });
  }

  #write(event: InputEvent): void {
    this.note = (event.target as HTMLTextAreaElement).value;
    this.desk.drafts.save(this.#draft, this.note);
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    this.#close();
  };

  #close = (): void => this.tell('daoban-done');

  async #look(): Promise<void> {
    if (this.busy) return;
    try {
      this.around = renewed(this.around, await this.desk.handing.look(this.talk.sessionId));
    } catch (error) {
      // what is known stays on show; without anything, it is said and can be asked again
      if (!this.around) await this.told(() => Promise.reject(error as Error));
    }
  }

  async #send(): Promise<void> {
    const chosen = this.#chosen;
    this.missing = !chosen;
    if (!chosen) return;
    if (this.#isWarm) await this.#bringIn(chosen.target);
    else if (await this.attempt(() => this.desk.transfer(this.talk.sessionId, chosen, this.note))) this.tell('daoban-transferred');
  }

  async #bringIn(officerId: string): Promise<void> {
    if (!(await this.attempt(() => this.desk.consults.bringIn(this.talk.sessionId, officerId, this.note)))) return;
    this.desk.drafts.save(this.#draft, '');
    this.#close();
  }
}
