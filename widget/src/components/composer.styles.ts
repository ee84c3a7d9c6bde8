import { css } from 'lit';

export const styles = css`
  :host { padding: 10px 12px 12px; }
  .box { display: flex; align-items: flex-end; border: 1px solid var(--db-edge); border-radius: 2px; background: var(--db-surface); }
  .box:has(textarea:focus-visible) { outline: 3px solid var(--db-accent); outline-offset: 1px; }
  textarea { flex: 1; min-width: 0; min-height: 44px; max-height: 150px; padding: 9px 4px 9px 12px; border: 0; resize: none; background: none; font: var(--db-t-l) var(--db-font); field-sizing: content; }
  textarea:focus-visible { outline: 0; }
  textarea::placeholder { color: var(--db-ink-3); opacity: 1; }
  .send { color: var(--db-accent); }
  .note { margin: 0 4px 6px; font: var(--db-t-s) var(--db-font); color: var(--db-ink-2); }
  .note:empty { display: none; }
  .note.bad { color: var(--db-error); }
  .masked { display: flex; gap: 8px; padding: 6px 10px; margin: 0 0 8px; background: var(--db-guide-tint); color: var(--db-guide-ink); font: var(--db-t-s) var(--db-font); }
  .masked .i { color: var(--db-guide); }
`;
