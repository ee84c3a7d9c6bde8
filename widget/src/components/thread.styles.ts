import { css } from 'lit';

export const styles = css`
  :host { position: relative; flex: 1; min-height: 0; display: flex; flex-direction: column; }
  .scroll { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; display: flex; flex-direction: column; }
  .log { margin-top: auto; padding: 12px 16px 8px; display: flex; flex-direction: column; gap: 12px; }
  .event { align-self: center; text-autospace: no-autospace; font: var(--db-t-s) var(--db-font); color: var(--db-ink-3); text-align: center; text-wrap: balance; }
  .msg { max-width: 86%; }
  .msg.follows { margin-top: -8px; }
  .msg p { padding: 8px 12px; white-space: pre-wrap; text-wrap: pretty; text-align: start; overflow-wrap: anywhere; }
  .theirs { align-self: flex-start; }
  .theirs p { background: var(--db-sunken); border-inline-start: 3px solid var(--db-edge); border-radius: 0 2px 2px 0; }
  .own { align-self: flex-end; text-align: end; }
  .own p { background: var(--db-accent-tint); border-radius: 2px; width: fit-content; margin-inline-start: auto; }
  .meta { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 0 4px; font: var(--db-t-xs) var(--db-font); color: var(--db-ink-3); }
  .meta .i { width: 14px; height: 14px; }
  .meta.read { color: var(--db-accent); }
  .meta.failed { color: var(--db-error); font: var(--db-t-s) var(--db-font); justify-content: flex-end; }
  .sure { padding: 10px 12px 12px; border: 1px solid var(--db-line); border-inline-start: 3px solid var(--db-done); font: var(--db-t-m) var(--db-font); }
  .sure .row { margin-top: 8px; }
  .empty { font: var(--db-t-m) var(--db-font); color: var(--db-ink-2); }
  .typing { min-height: 20px; padding: 0 16px 4px; font: var(--db-t-s) var(--db-font); color: var(--db-ink-3); }
  .new { position: absolute; left: 50%; bottom: 12px; transform: translateX(-50%); background: var(--db-raised); color: var(--db-accent); border-color: var(--db-accent); box-shadow: var(--db-shadow); white-space: nowrap; }
  .log > * { max-width: 560px; }
  @media (forced-colors: active) { .msg p { border: 1px solid; } .theirs p { border-inline-start-width: 3px; } }
`;
