import { css } from 'lit';

/** What every part shares: type, buttons (44 px below 1024 px, 32 px may be used above), icons, focus. */
export const controls = css`
  * { box-sizing: border-box; }
  :host { display: block; font: var(--db-t-w) var(--db-font); color: var(--db-ink); font-variant-numeric: tabular-nums;
    line-break: strict; text-autospace: normal; overflow-wrap: anywhere; }
  [hidden], :host([hidden]) { display: none !important; }
  h2, h3, h4, p, ol, ul, dl, dd, fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
  h2, h3 { font: 700 var(--db-t-h3) var(--db-font); text-wrap: balance; }
  ul, ol { list-style: none; }
  button, textarea, input { font: inherit; color: inherit; }
  .i { width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: square; }
  .i.s { width: 16px; height: 16px; }
  .btn { display: inline-flex; align-items: center; justify-content: center; gap: 8px; min-height: 44px; padding: 8px 16px;
    border: 1px solid var(--db-edge); border-radius: 2px; background: var(--db-surface); color: var(--db-ink);
    font: var(--db-t-l) var(--db-font); cursor: pointer; }
  .btn:hover { border-color: var(--db-accent); color: var(--db-accent); }
  .pri, .pri:hover { background: var(--db-accent); border-color: var(--db-accent); color: var(--db-on-accent); }
  .pri:hover { background: var(--db-accent-hover); }
  .plain { border-color: transparent; background: none; color: var(--db-accent); }
  .sm { padding: 4px 12px; font: var(--db-t-m) var(--db-font); }
  .icon-btn { display: inline-grid; place-items: center; width: 44px; height: 44px; flex: none; padding: 0; border: 0; border-radius: 2px;
    background: none; color: var(--db-ink-2); cursor: pointer; }
  .icon-btn:hover { color: var(--db-accent); }
  .link { display: inline; padding: 10px 0; border: 0; background: none; color: var(--db-accent); font: inherit; text-align: start;
    text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 3px; cursor: pointer; }
  .row { display: flex; flex-wrap: wrap; gap: 8px; }
  .row > .btn { flex: 1 1 96px; }
  .mut { color: var(--db-ink-3); }
  .num { text-align: end; white-space: nowrap; }
  .vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  :focus-visible { outline: 3px solid var(--db-accent); outline-offset: 2px; }
  @media (min-width: 1024px) { .sm { min-height: 32px; } .link { padding: 4px 0; } }
  @media (forced-colors: active) {
    .pri { forced-color-adjust: none; background: Highlight; color: HighlightText; border-color: HighlightText; }
  }
  @media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important; } }
`;
