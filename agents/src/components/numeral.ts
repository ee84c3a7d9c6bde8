// The guide number: the product's signature. Filled where the officer points, outlined where they propose a value.
import { type TemplateResult, css, html } from 'lit';
import type { Mark } from '../guide/marks.ts';
import { words } from '../locales/speech.ts';

export function numeral({ kind, number }: Mark, options: { small?: boolean } = {}): TemplateResult {
  const { guide } = words();
  const name = kind === 'highlight' ? guide.highlightNumber(number) : guide.proposalNumber(number);
  return html`<span class="gn ${kind === 'proposal' ? 'o' : ''} ${options.small ? 'sm' : ''}" role="img" aria-label=${name} title=${name}>${number}</span>`;
}

export const numeralStyles = css`
  .gn {
    display: inline-grid;
    place-items: center;
    min-width: 22px;
    height: 22px;
    padding: 0 4px;
    background: var(--db-guide);
    color: var(--db-on-guide);
    font: 700 14px/22px var(--db-font);
    forced-color-adjust: none;
  }

  .gn.o {
    background: var(--db-surface);
    color: var(--db-guide-ink);
    box-shadow: inset 0 0 0 2px var(--db-guide);
  }

  .gn.sm {
    min-width: 18px;
    height: 18px;
    font-size: 12px;
    line-height: 18px;
  }
`;
