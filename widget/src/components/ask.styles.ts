import { css } from 'lit';

export const styles = css`
  .offer { padding: 12px 16px 16px; }
  .offer .btn { width: 100%; }
  .wait { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; margin-top: 8px; min-height: 22px; font: var(--db-t-m) var(--db-font); text-wrap: pretty; }
  .priv { margin-top: 4px; font: var(--db-t-s) var(--db-font); color: var(--db-ink-3); text-wrap: pretty; }
  @media (max-width: 767px) { .offer { padding: 10px 16px 12px; } }
`;
