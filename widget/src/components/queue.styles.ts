import { css } from 'lit';

export const styles = css`
  .queue { padding: 14px 16px 16px; border-bottom: 1px solid var(--db-line); }
  .queue p { color: var(--db-ink-2); text-wrap: pretty; }
  .place { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 8px; margin: 4px 0 2px; }
  .place b { font: 700 40px/48px var(--db-font); color: var(--db-ink); }
  .queue .why { font: var(--db-t-m) var(--db-font); }
  .queue .row { margin-top: 12px; }
  .brief { display: grid; grid-template-columns: 1fr auto; padding-block: 8px; flex: 0 1 auto; min-height: 0; overflow-y: auto; font: var(--db-t-m) var(--db-font); }
  .brief > * { grid-column: 1 / -1; }
  .brief > h3, .brief .place { grid-column: 1; }
  .brief .place { margin: 0; gap: 0 4px; }
  .brief .place b { font: inherit; }
  .brief .row { grid-area: 1 / 2 / span 2; margin-top: 0; }
  .brief + daoban-thread { min-height: 88px; }
`;
