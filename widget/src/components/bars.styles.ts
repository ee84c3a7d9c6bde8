import { css } from 'lit';

export const styles = css`
  .bar { display: flex; align-items: center; gap: 10px; min-height: 44px; padding: 4px 12px 4px 16px; border-bottom: 1px solid var(--db-line); font: var(--db-t-m) var(--db-font); text-autospace: no-autospace; }
  .bar span { flex: 1; }
  .bar .btn { flex: none; }
  .slow { background: var(--db-guide-tint); }
  .slow .i { color: var(--db-guide); }
  .off { background: var(--db-error-tint); }
  .off .i { color: var(--db-error); }
  .back { background: var(--db-done-tint); }
  .back .i { color: var(--db-done); }
  .live { background: var(--db-accent-tint); padding-inline-end: 4px; }
  .live .i { color: var(--db-accent); }
  .stopped { background: var(--db-sunken); }
  .stopped .i { color: var(--db-ink-3); }
`;
