import { css } from 'lit';

export const styles = css`
  :host { align-self: stretch; font: var(--db-t-m) var(--db-font); text-autospace: no-autospace; }
  .gn { display: inline-grid; place-items: center; flex: none; min-width: 22px; height: 22px; padding: 0 4px; background: var(--db-guide); color: var(--db-on-guide); font: 700 14px/22px var(--db-font); forced-color-adjust: none; }
  .gn.o { background: none; color: var(--db-guide-ink); box-shadow: inset 0 0 0 2px var(--db-guide); }
  .gd { display: grid; grid-template-columns: 22px 1fr; gap: 4px 10px; padding: 10px 12px; border: 1px solid var(--db-line); border-inline-start: 3px solid var(--db-guide); }
  .gd > div, .oc, .pc { min-width: 0; text-wrap: pretty; }
  .gd .sub { color: var(--db-ink-2); }
  .gd.more { grid-template-columns: 16px 1fr; border-inline-start-color: var(--db-accent); }
  .gd.more > .i { margin-top: 3px; color: var(--db-accent); }
  .gd.more p + .sub { margin-top: 8px; color: var(--db-ink); font-weight: 700; }
  .gd ol { counter-reset: fix; }
  .gd li { counter-increment: fix; position: relative; padding-inline-start: 20px; }
  .gd li::before { content: counter(fix) "."; position: absolute; inset-inline-start: 0; color: var(--db-ink-3); }
  .event { text-align: center; text-wrap: balance; font: var(--db-t-s) var(--db-font); color: var(--db-ink-3); }
  .mut { color: var(--db-ink-3); }
  .way { display: flex; flex-wrap: wrap; align-items: center; gap: 0 12px; }
  .diff { display: flex; align-items: baseline; gap: 8px; }
  .diff b { margin-inline-start: auto; font: 700 22px/30px var(--db-font); color: var(--db-error); white-space: nowrap; }
  .pc { border: 1px solid var(--db-edge); border-inline-start: 3px solid var(--db-guide); }
  .pc > header { display: flex; gap: 10px; align-items: center; padding: 10px 12px; background: var(--db-guide-tint); font: 700 15px/22px var(--db-font); }
  .ba { padding: 10px 12px 0; }
  .ba dt { color: var(--db-ink-2); }
  .ba dt b { font-weight: 400; color: var(--db-ink); }
  .ba dd { display: flex; flex-wrap: wrap; justify-content: flex-end; align-items: baseline; gap: 0 8px; padding-bottom: 8px; margin-bottom: 8px; border-bottom: 1px solid var(--db-line); font: 16px/26px var(--db-font); text-align: end; }
  .ba dd s { color: var(--db-ink-3); text-decoration: none; white-space: nowrap; }
  .ba dd b { min-width: 104px; font: 700 18px/26px var(--db-font); }
  .ba .i { align-self: center; color: var(--db-guide); }
  .ba small { min-width: 16px; font: var(--db-t-s) var(--db-font); color: var(--db-ink-2); }
  .ba .link { font: var(--db-t-m) var(--db-font); }
  .why { padding: 0 12px 10px; color: var(--db-ink-2); }
  .why b { color: var(--db-ink); font-weight: 400; }
  .why p + p { margin-top: 4px; }
  .do { position: sticky; bottom: 0; display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 8px; padding: 8px 12px 4px; border-top: 1px solid var(--db-line); background: var(--db-surface); }
  .do .btn { padding: 8px; }
  .own { padding: 6px 12px 10px; font: var(--db-t-s) var(--db-font); color: var(--db-ink-3); }
  .oc { padding: 8px 12px 10px; border: 1px solid var(--db-edge); border-inline-start: 3px solid var(--db-edge); }
  .oc header { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: center; font: 700 15px/24px var(--db-font); }
  .oc header span + span { flex: 1; }
  .oc small { padding: 0 6px; border: 1px solid; border-radius: 2px; font: var(--db-t-xs) var(--db-font); }
  .oc p { margin-top: 4px; }
  .done { border-inline-start-color: var(--db-done); }
  .done small { color: var(--db-done); }
  .old { border-inline-start-color: var(--db-guide); }
  .old small { color: var(--db-guide-ink); }
  .bad { border-inline-start-color: var(--db-error); }
  .bad small { color: var(--db-error); }
  @media (max-width: 767px) { .do .btn { padding: 8px 4px; } }
`;
