import type { SystemEntry } from '@daoban/client/index.ts';
import '@daoban/client/files/daoban-file-card.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { Part } from '../components/part.ts';
import { accessOf } from '../files/access.ts';
import { language } from '../locales/words.ts';
import { controls } from '../look/controls.styles.ts';
import { styles } from './card.styles.ts';
import { foreignNote } from './foreign.ts';
import { growing } from './growing.ts';
import { highlightCard } from './highlight-card.ts';
import { explanationCard, linkCard, stepCard } from './other-cards.ts';
import { outcomeLine } from './outcome-line.ts';
import { proposalCard } from './proposal-card.ts';
import { togetherCard } from './together-cards.ts';

/** What an officer put before the person, in its place in the thread. It keeps the place whatever becomes of it. */
export class GuideCard extends Part {
  static override styles = [controls, styles];

  /** The event that put it there; for good. */
  entry!: SystemEntry;

  #hadFocus = false;
  #sizes: ResizeObserver | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes = growing(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
  }

  override willUpdate(): void {
    this.#hadFocus = this.matches(':focus-within');
  }

  /** Who pressed a button that is gone now reads on in what came of it. */
  override updated(): void {
    if (!this.#hadFocus || this.matches(':focus-within')) return;
    const section = this.renderRoot.querySelector('section');
    section?.setAttribute('tabindex', '-1');
    section?.focus({ preventScroll: true });
  }

  get #foreign(): TemplateResult | typeof nothing {
    return foreignNote(this.help.entries, this.entry.seq);
  }

  #isRemoved(fileId: string): boolean {
    return !!this.help.view?.files.find(({ file_id }) => file_id === fileId)?.removed_at;
  }

  override render(): TemplateResult | typeof nothing {
    const { guide } = this.help;
    const { entry } = this;
    if (!guide?.guidance) return nothing;
    switch (entry.kind) {
      case 'file.shared':
      case 'file.refused':
        // a paper of a slip stands there, not once more between the two
        this.hidden = entry.kind === 'file.shared' && !!this.help.slips?.holds(entry.body.file_id);
        return html`<daoban-file-card .file=${entry.body} .removed=${this.#isRemoved(entry.body.file_id)} .access=${accessOf(this.help)} .sessionId=${this.help.view?.session_id} .language=${language}></daoban-file-card>`;
      case 'field.highlighted': {
        const highlight = guide.guidance.highlights.find(({ guide_id }) => guide_id === entry.body.guide_id);
        return highlight ? highlightCard(guide, highlight) : nothing;
      }
      case 'field.proposed': {
        const proposal = guide.guidance.proposals.find(({ guide_id }) => guide_id === entry.body.guide_id);
        return proposal ? proposalCard(guide, proposal) : nothing;
      }
      case 'step.suggested':
        return stepCard(guide, entry.body);
      case 'link.pushed':
        return html`${this.#foreign}${linkCard(guide, entry.body)}`;
      case 'error.explained':
        return html`${this.#foreign}${explanationCard(guide, entry.body)}`;
      case 'outcome.reported':
        return outcomeLine(entry, guide);
      default:
        return html`${this.#foreign}${togetherCard(entry, this.help.view)}`;
    }
  }
}

customElements.define('daoban-guide-card', GuideCard);
