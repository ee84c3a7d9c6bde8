// Looking after phrases: the list on the left, the one that is written on the right. The draft outlives closing and reloads.
import { type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PhraseView } from '@daoban/client/index.ts';
import { draftOf, newPhrase } from '../desk/phrase-book.ts';
import { find } from '../find/find.ts';
import { shared } from '../styles/shared.ts';
import { textBox } from '../styles/text-box.ts';
import { DeskElement } from './element.ts';
import './daoban-phrase-editor.ts';
import { styles } from './daoban-phrase-pane.styles.ts';

@customElement('daoban-phrase-pane')
export class DaobanPhrasePane extends DeskElement {
  static override readonly styles = [shared, textBox, styles];

  /** The matter of the session, for a new phrase. */
  @property({ attribute: false }) matterId: string | null = null;
  @state() private search = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.told(() => this.desk.phrases.look(true));
  }

  protected override render(): TemplateResult {
    const { phrases: said } = this.words;
    const { phrases } = this.desk;
    return html`<wa-dialog label=${said.heading} .open=${true} light-dismiss @wa-after-hide=${this.#closed}>
      <div class="two">
        <div class="list">
          <input type="search" aria-label=${said.search} placeholder=${said.search} @input=${(event: InputEvent) => (this.search = (event.target as HTMLInputElement).value)} />
          ${this.#list()}
          <button class="btn new" @click=${() => phrases.keep(newPhrase(null))}>${said.add}</button>
          ${this.faultLine()}
        </div>
        ${phrases.draft
          ? html`<daoban-phrase-editor .desk=${this.desk} .draft=${phrases.draft} .matterId=${this.matterId}></daoban-phrase-editor>`
          : html`<p class="none mut">${phrases.loaded && !phrases.phrases.length ? said.first : said.choose}</p>`}
      </div>
    </wa-dialog>`;
  }

  #list(): TemplateResult {
    const { phrases: said } = this.words;
    const { phrases, loaded, mostPersonal } = this.desk.phrases;
    const own = phrases.filter((phrase) => phrase.owner === 'personal').length;
    const found = find(phrases.map((phrase) => ({ phrase, title: phrase.title, body: phrase.text, order: phrase.owner === 'team' ? 1 : 0 })), this.search);
    return html`${found.length ? html`<ul aria-label=${said.heading}>
            ${found.map(({ phrase }) => this.#item(phrase))}
          </ul>` : nothing}
      ${loaded && !found.length ? html`<p class="mut">${this.search ? said.noMatch : said.empty}</p>` : nothing}
      ${loaded ? html`<p class="mut count">${said.count(own, mostPersonal)}</p>` : nothing}`;
  }

  #item(phrase: PhraseView): TemplateResult {
    const { phrases: said } = this.words;
    const on = this.desk.phrases.draft?.phrase_id === phrase.phrase_id;
    const about = phrase.matter_id ? this.desk.library.shortName(phrase.matter_id) : '';
    return html`<li>
      <button class=${on ? 'on' : ''} aria-pressed=${on} @click=${() => this.desk.phrases.keep(draftOf(phrase))}>
        <b class="cut">${phrase.title}</b><small class="mut">${[said.owners[phrase.owner], about].filter(Boolean).join(' · ')}</small><span class="cut mut">${phrase.text}</span>
      </button>
    </li>`;
  }

  /** Menus inside tell of their hiding, too. */
  #closed(event: Event): void {
    if (event.target === event.currentTarget) this.tell('daoban-closed');
  }
}
