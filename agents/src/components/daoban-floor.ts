// The supervisor's page (现场): figures, alarms, queues, officers with their sessions, the announcement, and a session read along.
import { type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type Floor, serverNow } from '@daoban/client/index.ts';
import type { Alarm } from '../desk/alarm.ts';
import { type Trouble, totalsOf, troublesOf } from '../floor/alarms.ts';
import { icon } from '../icons.ts';
import { worded } from '../locales/speech.ts';
import { clockSpan, secondsSince } from '../shown/times.ts';
import { shared } from '../styles/shared.ts';
import { DeskElement } from './element.ts';
import './daoban-announce.ts';
import './daoban-floor-officers.ts';
import './daoban-floor-reading.ts';
import './daoban-floor-waiting.ts';
import './daoban-thresholds.ts';
import { styles } from './daoban-floor.styles.ts';

@customElement('daoban-floor')
export class DaobanFloor extends DeskElement {
  static override readonly styles = [shared, styles];
  static override readonly ticks = true;

  @property({ attribute: false }) alarm!: Alarm;
  /** What came last, said once as it stood then: the lines below it go on counting minutes. */
  #news: { readonly troubles: readonly Trouble[]; readonly at: number } | null = null;
  /** What was alarmed about already: a tone is played once. */
  #told: ReadonlySet<string> = new Set<string>();

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk.floor.watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.floor.rest();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const troubles = this.#troubles;
    const fresh = troubles.filter(({ key }) => !this.#told.has(key));
    if (fresh.length) this.alarm.tones.play('waiting');
    if (fresh.length || (this.#told.size && !troubles.length)) this.#news = { troubles: fresh, at: serverNow() };
    this.#told = new Set(troubles.map(({ key }) => key));
  }

  /** From here on it is a session of one's own desk. */
  #stepIn = async (): Promise<void> => {
    const reading = this.desk.floor.reading;
    if (reading) await this.desk.stepIn(reading.sessionId);
    this.tell('daoban-floor');
  };

  protected override render(): TemplateResult {
    const { floor, fault, reading } = this.desk.floor;
    const { floor: said, pages } = this.words;
    if (!floor) return html`<p class="none mut" aria-busy=${!fault}>${fault ? this.faultLine(fault) : pages.loading}</p>`;
    return html`<div class="page ${reading ? 'reads' : ''}">
      <section class="now">
        <h2>${said.heading}</h2>
        ${this.faultLine(fault)} ${this.#figures(floor)} ${this.#alarms()}
      </section>
      <section class="rest">
        <daoban-floor-waiting .desk=${this.desk} .floor=${floor}></daoban-floor-waiting>
        ${this.#queues(floor)}
        <daoban-announce .desk=${this.desk}></daoban-announce>
        <daoban-thresholds .desk=${this.desk}></daoban-thresholds>
      </section>
      <daoban-floor-officers role="region" aria-label=${said.officers} .desk=${this.desk} .floor=${floor}></daoban-floor-officers>
      ${reading ? html`<daoban-floor-reading role="region" aria-label=${said.reading} .desk=${this.desk} .talk=${reading} .stepIn=${this.#stepIn}></daoban-floor-reading>` : nothing}
    </div>`;
  }

  get #troubles(): readonly Trouble[] {
    const { floor, thresholds } = this.desk.floor;
    return floor ? troublesOf(floor, thresholds, serverNow()) : [];
  }

  #figures(floor: Floor): TemplateResult {
    const { floor: said } = this.words;
    const totals = totalsOf(floor);
    const long = this.#troubles.some(({ kind }) => kind === 'wait');
    const longest = totals.longestSince ? clockSpan(secondsSince(totals.longestSince, serverNow())) : said.nobodyWaits;
    return html`<dl class="figures">
      ${this.#figure(said.waiting, String(totals.waiting), said.people)} ${this.#figure(said.longest, longest, '', long)}
      ${this.#figure(said.onDuty, String(totals.onDuty), said.of(totals.expected))} ${this.#figure(said.slots, String(totals.inHand), said.of(totals.capacity))}
    </dl>`;
  }

  #figure(name: string, value: string, unit: string, bad = false): TemplateResult {
    return html`<div class=${bad ? 'bad' : ''}><dt>${name}</dt><dd>${bad ? icon('warn', { small: true, name: this.words.floor.overLine }) : nothing}<b>${value}</b>${unit ? html`<small>${unit}</small>` : nothing}</dd></div>`;
  }

  #alarms(): TemplateResult {
    const troubles = this.#troubles;
    const { floor: said } = this.words;
    return html`<p class="vh" role="status">${this.#newsWords()}</p>
      <ul class="alarms" aria-label=${said.alarms}>
      ${troubles.map((trouble) => html`<li>${icon('warn', { small: true })}<span>${this.#words(trouble)}</span></li>`)}
      ${troubles.length ? nothing : html`<li class="calm">${icon('tick', { small: true })}<span>${said.calm}</span></li>`}
    </ul>`;
  }

  #newsWords(): string {
    if (!this.#news) return '';
    const { troubles, at } = this.#news;
    return troubles.length ? troubles.map((trouble) => this.#words(trouble, at)).join(this.words.listSeparator) : this.words.floor.calm;
  }

  #words(trouble: Trouble, now = serverNow()): string {
    const { floor: said } = this.words;
    if (trouble.kind === 'away') return said.awayLong(trouble.name, Math.floor(secondsSince(trouble.since, now) / 60));
    const name = this.desk.library.shortName(trouble.queueId);
    if (trouble.kind === 'nobody') return said.nobody(name, trouble.waiting);
    return said.waitsLong(name, Math.floor(secondsSince(trouble.since, now) / 60));
  }

  #queues({ queues }: Floor): TemplateResult {
    const { floor: said } = this.words;
    const busiest = queues.toSorted((a, b) => b.waiting - a.waiting);
    return html`<table>
      <caption class="vh">${said.queues}</caption>
      <thead>
        <tr><th scope="col">${said.queue}</th>${[said.waiting, said.longest, said.median, said.free, said.busy, said.away].map((name) => html`<th scope="col" class="num">${name}</th>`)}</tr>
      </thead>
      <tbody>
        ${busiest.map(
          (queue) => html`<tr class=${queue.waiting ? 'waits' : ''}>
            <th scope="row" title=${worded(this.desk.library.nameOf(queue.queue_id))}>${this.desk.library.shortName(queue.queue_id)}</th>
            <td class="num"><b>${queue.waiting}</b></td>
            <td class="num">${queue.longest_since ? clockSpan(secondsSince(queue.longest_since, serverNow())) : said.none}</td>
            <td class="num">${queue.median_seconds === null ? said.none : clockSpan(queue.median_seconds)}</td>
            <td class="num">${queue.free}</td><td class="num">${queue.busy}</td><td class="num">${queue.away}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}
