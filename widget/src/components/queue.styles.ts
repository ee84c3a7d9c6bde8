import { css } from 'lit';

export const styles = css`
  .queue { padding: 14px 16px 16px; border-bottom: 1px solid var(--db-line); }
  .queue p { color: var(--db-ink-2); text-wrap: pretty; }
  .place { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 8px; margin: 4px 0 2px; }
  .place b { font: 700 40px/48px var(--db-font); color: var(--db-ink); }
  .queue .why { font: var(--db-t-m) var(--db-font); }
  .queue .row { margin-top: 12px; }
`;
