import { css } from 'lit';

export const styles = css`
  .prompt { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 8px 12px 8px 16px; border-bottom: 1px solid var(--db-line); background: var(--db-sunken); font: var(--db-t-m) var(--db-font); }
  .prompt span { flex: 1 1 160px; text-wrap: pretty; }
  .prompt small { display: block; font: var(--db-t-xs) var(--db-font); color: var(--db-ink-3); }
`;
