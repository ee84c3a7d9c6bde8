import { css } from 'lit';

/** Marks lie in a layer of their own over the page: nothing of the page moves, nothing lies over a value. */
export const styles = css`
  :host { position: fixed; inset: 0; z-index: 2147482000; overflow: hidden; pointer-events: none; }
  .around { position: absolute; border-radius: 4px; }
  .around.solid { box-shadow: inset 0 0 0 3px var(--db-guide); animation: drawn 200ms var(--db-ease); }
  .around.dashed { outline: 2px dashed var(--db-guide); outline-offset: -2px; }
  .around .gn { position: absolute; z-index: 1; bottom: calc(100% - 5px); inset-inline-end: 5px; display: flex; flex-direction: row-reverse; gap: 1px; }
  .around b { display: grid; place-items: center; box-sizing: border-box; min-width: 22px; height: 22px; padding: 0 4px; background: var(--db-guide); color: var(--db-on-guide); font: 700 14px/22px var(--db-font); forced-color-adjust: none; }
  .around .o { min-width: 18px; height: 18px; align-self: flex-end; margin-bottom: 4px; background: var(--db-surface); color: var(--db-guide-ink); box-shadow: inset 0 0 0 2px var(--db-guide); font-size: 12px; line-height: 18px; }
  .said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  @keyframes drawn { from { box-shadow: inset 0 0 0 0 var(--db-guide); } }
  @media (prefers-reduced-motion: reduce) { .around.solid { animation: none; } }
  @media (forced-colors: active) { .around.solid { outline: 3px solid Highlight; outline-offset: -3px; } .around.dashed { outline-color: Highlight; } }
  @media print { .said { display: none; } }
`;
