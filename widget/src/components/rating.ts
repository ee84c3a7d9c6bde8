import { safeStorage } from '@daoban/client/index.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { worded } from '../catalogue.ts';
import { ratingWords } from '../locales/rating.ts';
import { say } from '../locales/words.ts';
import { clockTime, secondsBetween } from '../look/figures.ts';
import { controls } from '../look/controls.styles.ts';
import { PREFIX } from '../session/talk.ts';
import { Part } from './part.ts';
import { styles } from './rating.styles.ts';

const LEVELS = [5, 4, 3, 2, 1];
/** 不满意 and 非常不满意 are negative (GB/T 39734-2020) and may say why. */
const NEGATIVE_BELOW = 3;
const LONGEST_COMMENT = 500;

/** After the end: did it get done, the five levels, reasons for the two negative ones; all of it may be left aside. */
export class Rating extends Part {
  static override styles = [controls, styles];

  readonly #words = ratingWords();
  readonly #storage = safeStorage('local');
  #achieved: boolean | null = null;
  #score: number | null = null;
  #reasons: readonly string[] = [];
  #missing = false;
  #leftAside: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    globalThis.addEventListener('storage', this.#otherTab);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    globalThis.removeEventListener('storage', this.#otherTab);
  }

  override render(): TemplateResult | typeof nothing {
    const { view, hadOfficer } = this.help;
    if (!view?.ending) return nothing;
    const words = this.#words;
    return html`<div class="pad">
      <h3>${hadOfficer ? words.ended : say.cancelledTitle}</h3>
      <p class="when">${hadOfficer ? words.endedAt(clockTime(view.ending.at), this.#seconds) : words.cancelledText}</p>
      ${hadOfficer && !view.rating && !this.#skipped ? this.#form() : this.#after()}
    </div>`;
  }

  /** Where the browser keeps the session that the person left unrated; each person's last, so that they are not asked again. */
  get #skippedKey(): string {
    return `${PREFIX}skipped.${this.help.access.talk?.person}`;
  }

  /** Also when another tab has asked for help again meanwhile, and taken away what was kept. */
  get #skipped(): boolean {
    const id = this.help.view?.session_id;
    if (this.#storage.getItem(this.#skippedKey) === id) this.#leftAside = id;
    return id !== undefined && this.#leftAside === id;
  }

  get #seconds(): number {
    const { view, entries } = this.help;
    const joined = entries.find((entry) => entry.kind === 'session.assigned');
    return view?.ending && joined ? secondsBetween(joined.at, view.ending.at) : 0;
  }

  #form(): TemplateResult {
    const words = this.#words;
    return html`<fieldset>
        <legend>${words.achievedAsk}</legend>
        <div class="row">${this.#done(true, words.achieved)} ${this.#done(false, words.notYet)}</div>
      </fieldset>
      <fieldset>
        <legend>${words.rateAsk}</legend>
        <div class="levels">${LEVELS.map((level) => this.#level(level))}</div>
      </fieldset>
      ${this.#score !== null && this.#score < NEGATIVE_BELOW ? this.#why() : nothing}
      ${this.#score === null ? nothing : html`<fieldset><legend>${words.comment}</legend>
        <textarea aria-label=${words.comment} maxlength=${LONGEST_COMMENT}></textarea></fieldset>`}
      ${this.#missing ? html`<p class="bad" role="alert">${words.pickLevel}</p>` : nothing}
      <div class="row">
        <button class="btn pri" @click=${this.#submit}>${words.submit}</button>
        <button class="btn plain" @click=${this.#skip}>${words.skip}</button>
      </div>`;
  }

  #done(value: boolean, words: string): TemplateResult {
    return html`<label class="btn"><input type="radio" name="achieved" @change=${() => (this.#achieved = value)} />${words}</label>`;
  }

  #level(level: number): TemplateResult {
    const choose = (): void => {
      this.#score = level;
      this.#missing = false;
      if (level >= NEGATIVE_BELOW) this.#reasons = [];
      this.requestUpdate();
    };
    return html`<label><input type="radio" name="score" @change=${choose} />${this.#words.levels[level]}</label>`;
  }

  #why(): TemplateResult {
    const choose = (id: string) => (event: Event): void => {
      const others = this.#reasons.filter((reason) => reason !== id);
      this.#reasons = (event.target as HTMLInputElement).checked ? [...others, id] : others;
    };
    const reasons = this.help.common?.negative_rating_reasons ?? [];
    return html`<fieldset>
      <legend>${this.#words.reasons}</legend>
      <div class="reasons">
        ${reasons.map(({ id, name }) => html`<label class="btn"><input type="checkbox" @change=${choose(id)} />${worded(name)}</label>`)}
      </div>
    </fieldset>`;
  }

  #after(): TemplateResult {
    const { rated, levels, again } = this.#words;
    const score = this.help.view?.rating?.score;
    return html`${score ? html`<p role="status">${rated(levels[score])}</p>` : nothing}
      <div class="row"><button class="btn pri" @click=${this.#again}>${again}</button></div>`;
  }

  /** What is left aside in one tab is so in all. */
  readonly #otherTab = (): void => this.requestUpdate();

  /** Leave the rating aside, but keep the answer to "did you get it done", if there was one. */
  readonly #skip = (): void => {
    this.#storage.setItem(this.#skippedKey, this.help.view?.session_id ?? '');
    if (this.#achieved !== null) void this.help.rate({ score: null, achieved: this.#achieved });
    this.requestUpdate();
  };

  readonly #again = (): void => {
    this.#storage.removeItem(this.#skippedKey);
    this.help.putAway();
  };

  readonly #submit = (): void => {
    const comment = this.renderRoot.querySelector('textarea')?.value.trim() || null;
    this.#missing = this.#score === null;
    this.requestUpdate();
    if (this.#score !== null) void this.help.rate({ score: this.#score, reasons: this.#reasons, achieved: this.#achieved, comment });
  };
}

customElements.define('daoban-rating', Rating);
