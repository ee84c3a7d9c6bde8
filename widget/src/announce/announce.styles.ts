import { css } from 'lit';

export const styles = css`
  .announcement { display: flex; gap: 10px; align-items: flex-start; flex: none; padding: 8px 16px; border-bottom: 1px solid var(--db-guide); background: var(--db-guide-tint); color: var(--db-guide-ink); font: var(--db-t-m) var(--db-font); }
  .announcement .i { flex: none; margin-top: 1px; color: var(--db-guide); }
  .announcement span { overflow-wrap: anywhere; text-wrap: pretty; }
  .announcement small { font: var(--db-t-s) var(--db-font); white-space: nowrap; }
`;
