import { css } from 'lit';

export const styles = css`
  :host { border-top: 1px solid var(--db-line); overflow-y: auto; max-height: 75%; }
  .pad { padding: 14px 16px 16px; }
  .when { color: var(--db-ink-2); }
  fieldset { margin-top: 12px; }
  legend { padding: 0; margin-bottom: 4px; font: var(--db-t-w) var(--db-font); }
  .row { margin-top: 16px; }
  fieldset .row { margin-top: 0; }
  label { position: relative; }
  input[type="radio"], input[type="checkbox"] { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
  label:has(:focus-visible) { outline: 3px solid var(--db-accent); outline-offset: 2px; z-index: 1; }
  .btn:has(:checked) { background: var(--db-accent-tint); border-color: var(--db-accent); box-shadow: inset 0 0 0 1px var(--db-accent); color: var(--db-ink); }
  .levels { display: flex; flex-direction: column; border: 1px solid var(--db-edge); }
  .levels label { display: grid; align-items: center; min-height: 44px; padding: 8px 12px; font: var(--db-t-m) var(--db-font); border-top: 1px solid var(--db-edge); }
  .levels label:first-child { border-top: 0; }
  .levels label:has(:checked) { background: var(--db-accent); color: var(--db-on-accent); }
  @container panel (min-width: 396px) {
    .levels:lang(zh) { display: grid; grid-template-columns: repeat(5, auto); }
    .levels:lang(zh) label { justify-items: center; min-height: 48px; padding: 8px 4px; text-align: center; border-top: 0; border-inline-start: 1px solid var(--db-edge); }
    .levels:lang(zh) label:first-child { border-inline-start: 0; }
  }
  .reasons { display: flex; flex-wrap: wrap; gap: 8px; }
  .reasons .btn { min-height: 36px; padding: 4px 12px; font: var(--db-t-m) var(--db-font); }
  textarea { display: block; width: 100%; min-height: 64px; padding: 8px 12px; border: 1px solid var(--db-edge); border-radius: 2px; background: var(--db-surface); font: var(--db-t-l) var(--db-font); resize: vertical; }
  .bad { margin-top: 8px; color: var(--db-error); font: var(--db-t-m) var(--db-font); }
  @media (max-width: 1023px) { .reasons .btn { min-height: 44px; } }
  @media (forced-colors: active) { label:has(:checked) { forced-color-adjust: none; background: Highlight !important; color: HighlightText !important; } }
`;
