import { css } from 'lit';

export const styles = css`
  :host { align-self: stretch; font: var(--db-t-m) var(--db-font); text-autospace: no-autospace; }
  .event { margin-bottom: 12px; text-align: center; font: var(--db-t-s) var(--db-font); color: var(--db-ink-3); }
  .slip { border: 1px solid var(--db-edge); border-inline-start: 3px solid var(--db-accent); background: var(--db-surface); }
  .slip.handled { border-inline-start-color: var(--db-done); }
  .slip.not_handled { border-inline-start-color: var(--db-error); }
  .slip.cancelled { border-inline-start-color: var(--db-edge); }
  header, .foot, .result { padding: 10px 12px; }
  .foot p + .btn { margin-top: 8px; }
  h3 { font: 700 15px/24px var(--db-font); text-wrap: pretty; }
  header p { color: var(--db-ink-2); }
  header small, .foot small { display: block; font: var(--db-t-s) var(--db-font); color: var(--db-ink-3); }
  .stand { color: var(--db-ink); font-weight: 700; }
  li { display: grid; grid-template-columns: 20px 1fr auto; gap: 0 8px; align-items: start; padding: 8px 12px; border-top: 1px solid var(--db-line); }
  li > .i { margin-top: 1px; color: var(--db-ink-3); }
  li > div { min-width: 0; }
  li b { display: block; font-weight: 400; }
  li p { font: var(--db-t-s) var(--db-font); color: var(--db-ink-2); text-wrap: pretty; }
  li .btn { align-self: center; }
  .filled > .i, .given > .i { color: var(--db-accent); }
  .accepted > .i { color: var(--db-done); }
  .redo > .i, .redo .said, .bad { color: var(--db-error); }
  .struck b { color: var(--db-ink-3); }
  .up { display: block; height: 3px; margin-top: 4px; background: var(--db-line); }
  .up i { display: block; height: 3px; background: var(--db-accent); }
  .file { padding: 2px 0; font: var(--db-t-s) var(--db-font); }
  .result { border-top: 1px solid var(--db-line); }
  .result b { display: block; font: var(--db-t-s) var(--db-font); color: var(--db-ink-2); }
  .foot { border-top: 1px solid var(--db-line); }
  .foot .btn { width: 100%; }
  .foot small { margin-top: 6px; }
  .foot .bad { margin-bottom: 8px; }
  .way { display: flex; flex-wrap: wrap; gap: 0 16px; padding: 0 12px 6px; }
  @media (forced-colors: active) { .up { border: 1px solid; } .up i { forced-color-adjust: none; background: Highlight; } }
`;
