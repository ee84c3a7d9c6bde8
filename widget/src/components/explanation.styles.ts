import { css } from 'lit';

export const styles = css`
  .where { padding: 10px 16px; background: var(--db-sunken); border-bottom: 1px solid var(--db-line); font: var(--db-t-s) var(--db-font); color: var(--db-ink-2); }
  .where b { display: block; font: var(--db-t-m) var(--db-font); color: var(--db-ink); }
  .card { padding: 16px; }
  .sum { margin-top: 12px; border-top: 1px solid var(--db-line); padding-top: 8px; font: var(--db-t-m) var(--db-font); }
  .sum div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; padding: 1px 0; }
  .sum dt { color: var(--db-ink-2); }
  .sum dd { margin-inline-start: auto; }
  .sum .total { align-items: baseline; margin-top: 6px; padding-top: 6px; border-top: 1px solid var(--db-edge); }
  .sum .total dt { color: var(--db-ink); }
  .sum .total dd { font: 700 22px/30px var(--db-font); color: var(--db-error); }
  .sum small { font: var(--db-t-s) var(--db-font); color: var(--db-ink-2); }
  .match { font: var(--db-t-s) var(--db-font); }
  h4 { margin: 16px 0 4px; font: 700 15px/24px var(--db-font); }
  .card p, .card ol { color: var(--db-ink-2); text-wrap: pretty; }
  .card h3 + p { margin-top: 8px; }
  .card ol { counter-reset: step; }
  .card ol li { counter-increment: step; position: relative; padding: 2px 0 2px 24px; }
  .card ol li::before { content: counter(step) "."; position: absolute; left: 2px; color: var(--db-ink-3); }
  .topics { border-top: 1px solid var(--db-line); }
  details { border-bottom: 1px solid var(--db-line); }
  summary { display: flex; align-items: center; justify-content: space-between; gap: 12px; min-height: 44px; padding: 8px 0; color: var(--db-accent); cursor: pointer; list-style: none; }
  summary::-webkit-details-marker { display: none; }
  summary .i { transition: transform 120ms var(--db-ease); color: var(--db-ink-3); }
  details[open] .i { transform: rotate(180deg); }
  details p { padding: 0 0 12px; }
  .solved { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin: 0 16px 16px; padding: 10px 16px; background: var(--db-sunken); font: var(--db-t-m) var(--db-font); }
  .solved span { flex: 1 1 auto; }
  .bones i { display: block; height: 14px; margin: 12px 0; background: var(--db-line); }
  .bones i:first-child { width: 58%; }
  .bones i:last-child { width: 82%; }
  @media (min-width: 1024px) { summary { min-height: 36px; padding: 6px 0; } }
  @media (max-width: 1023px) { .where { display: none; } }
  @media (max-width: 767px) { .card { padding: 10px 16px; } .sum { margin-top: 8px; padding-top: 6px; } }
`;
