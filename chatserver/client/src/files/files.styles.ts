import { css } from 'lit';

/** What the parts about files share; values come from the front end around them. */
export const base = css`
  * { box-sizing: border-box; }
  :host { display: block; font: var(--db-t-m) var(--db-font); color: var(--db-ink); font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
  p, ul { margin: 0; padding: 0; list-style: none; }
  .i { width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: square; }
  button { display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-height: 44px; padding: 4px 12px;
    border: 1px solid var(--db-edge); border-radius: 2px; background: var(--db-surface); color: var(--db-ink); font: var(--db-t-m) var(--db-font); cursor: pointer; }
  button:hover { border-color: var(--db-accent); color: var(--db-accent); }
  button.pri { border-color: var(--db-accent); background: var(--db-accent); color: var(--db-on-accent); }
  button.pri:hover { background: var(--db-accent-hover); }
  button.link { min-width: 44px; padding: 4px 8px; border-color: transparent; background: none; color: var(--db-accent); }
  button.icon { width: 44px; padding: 0; border-color: transparent; background: none; color: var(--db-ink-2); }
  button.icon:hover { color: var(--db-accent); }
  :focus-visible { outline: 3px solid var(--db-accent); outline-offset: 2px; }
  .mut { color: var(--db-ink-3); }
  .bad { color: var(--db-error); }
  .vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @media (min-width: 1024px) { button { min-height: 32px; } button.icon { width: 32px; } button.link { min-width: 32px; } }
  @media (forced-colors: active) { .pri { forced-color-adjust: none; background: Highlight; color: HighlightText; } }
`;
