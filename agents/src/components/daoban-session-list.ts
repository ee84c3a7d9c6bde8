// The officer's sessions: who, about what, who is to act and since when. The order holds still under pointer and focus.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { serverNow } from '@daoban/client/index.ts';
import type { Standing } from '../desk/standing.ts';
import type { Talk } from '../desk/talk.ts';
import type { GuideStep } from '../guide/steps.ts';
import { errorTitle, worded } from '../locales/speech.ts';
import { clockSpan } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import { filedWords } from './filed-words.ts';
import { styles } from './daoban-session-list.styles.ts';

@customElement('daoban-session-list')
export class DaobanSessionList extends DeskElement {
  static override readonly styles = [shared, styles];
  static override readonly ticks = true;

  @state() private held = false;

  protected override render(): TemplateResult {
    const { talks } = this.desk;
    const { list } = this.words;
    return html`
      <p class="head"><span>${list.heading}</span><span>${talks.length}</span></p>
      <ul
        @pointerenter=${() => (this.held = true)}
        @pointerleave=${this.#release}
        @focusin=${() => (this.held = true)}
        @focusout=${this.#release}
      >
        ${repeat(talks, (talk) => talk.sessionId, (talk) => html`<li>${this.#item(talk)}</li>`)}
      </ul>
      ${talks.length ? nothing : html`<p class="none mut">${list.none}</p>`} ${this.#today()}
    `;
  }

  protected override updated(): void {
    if (!this.held) this.desk.arrange(false);
  }

  #release = (event: Event): void => {
    const list = event.currentTarget as HTMLElement;
    const inside = event.type === 'focusout' ? list.matches(':hover') : list.contains(this.shadowRoot?.activeElement ?? null);
    if (!inside) this.held = false;
  };

  #item(talk: Talk): TemplateResult {
    const { taxpayer } = talk.view;
    const on = talk.sessionId === this.desk.selected?.sessionId;
    return html`<button class="item ${on ? 'on' : ''}" aria-current=${on ? 'true' : nothing} @click=${() => this.#choose(talk)} title=${taxpayer.name}>
      <span class="name"><b>${taxpayer.name}</b><i class="initial" aria-hidden="true">${initial(taxpayer.name)}</i>${this.#unread(talk)}</span>
      ${this.#about(talk).map((line) => html`<span class="about cut">${line}</span>`)}
      ${this.#standing(talk)}
    </button>`;
  }

  #choose(talk: Talk): void {
    this.desk.select(talk.sessionId);
    this.tell('daoban-chosen');
  }

  #unread(talk: Talk): TemplateResult | typeof nothing {
    if (talk.unread === 0) return nothing;
    return html`<span class="count" role="img" aria-label=${this.words.list.unread(talk.unread)}>${talk.unread}</span>`;
  }

  /** The matter, and below it the error, else the step: where this session stands. */
  #about({ view, context, filed }: Talk): readonly string[] {
    const { library } = this.desk;
    const matterId = context?.matter_id ?? view.matter_id;
    const error = library.error(matterId, context?.error_id ?? null);
    const step = library.step(matterId, context?.step_id ?? null);
    const about = filed ? filedWords(library.matter(matterId)) : error ? errorTitle(error) : step ? this.words.step(step.order, worded(step.name)) : '';
    return [library.shortName(matterId), about].filter(Boolean);
  }

  #standing(talk: Talk): TemplateResult {
    const { list } = this.words;
    const { kind, since, step } = talk.standing;
    const { together } = this.words;
    const overdue = kind === 'held' && Date.parse(since) <= serverNow();
    const late = kind === 'yours' || kind === 'greet' || overdue;
    const held = overdue ? together.overdueInList : together.heldInList;
    const words: Record<Standing['kind'], string> = { greet: list.greet, yours: list.yours, theirs: list.theirs, held, consult: together.inList, wrap_up: list.wrapUp };
    const away = kind === 'wrap_up' ? null : talk.peerAwaySince;
    const word = kind === 'consult' ? words.consult : away ? list.offline : talk.peerTyping ? list.typing : step ? this.#step(step) : words[kind];
    return html`<span class="standing ${late ? 'late' : ''}"><span class="word">${word}</span><span>${clockSpan(Math.abs(serverNow() - Date.parse(away ?? since)) / 1000)}</span></span>`;
  }

  #step(step: GuideStep): string {
    const { list, guide } = this.words;
    if (step.kind === 'highlight') return list.highlighted(step.number, step.seen ? guide.seenShort : guide.unseen);
    if (step.kind !== 'proposal') return list[step.kind];
    return list.proposed(step.number, step.state === 'open' ? list.theirs : (guide.states[step.state] ?? step.state));
  }

  #today(): TemplateResult | typeof nothing {
    const { today } = this.desk;
    if (!today) return nothing;
    const { list } = this.words;
    const median = today.median_first_answer_seconds;
    const figures = [list.today(today.sessions, today.questions), median === null ? '' : list.median(Math.round(median))];
    return html`<p class="day">${figures.filter(Boolean).join(' · ')}</p>`;
  }
}

/** The first character of a name that tells it from others: cities and 示例 stand before many. */
function initial(name: string): string {
  const telling = name.replace(/^[\u4e00-\u9fff]{1,2}(?:省|市|区|县)|^北京|^上海|^示例区?|^北京示例/u, '').replace(/^示例区?/u, '');
  return [...(telling || name)][0] ?? '';
}
