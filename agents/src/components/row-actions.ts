// What an officer can do with a row of the form: point at it, propose a value. Always in sight; what cannot be says why.
import { type TemplateResult, html, nothing } from 'lit';
import type { Talk } from '../desk/talk.ts';
import type { Row } from '../form/rows.ts';
import { words } from '../locales/speech.ts';
import { placeOf } from './place.ts';

/** A second officer points once they are introduced; values are the responsible one's to propose. */
export function rowActions(row: Row, { part, speaks }: Pick<Talk, 'part' | 'speaks'>, highlight: () => void, propose: () => void): TemplateResult {
  const { guide, together } = words();
  const where = placeOf(row.field);
  // a closed cell is not on the taxpayer's page
  const point =
    row.state === 'closed' || !speaks ? nothing : html`<button class="lk" aria-label=${guide.highlightName(where)} @click=${highlight}>${guide.highlight}</button>`;
  if (part === 'second') return html`${point}${cannot(together.second)}`;
  return html`${point}${row.cannot ? cannot(guide.cannot[row.cannot]) : html`<button class="lk" aria-label=${guide.proposeName(where)} @click=${propose}>${guide.propose}</button>`}`;
}

/** No button, but a dash that tells the reason, so that nobody looks for what is not there. */
function cannot(reason: string): TemplateResult {
  return html`<span class="no" role="img" aria-label=${reason} title=${reason}>—</span>`;
}
