import { css } from 'lit';

export const styles = css`
  .head { position: relative; display: flex; align-items: center; gap: 8px; min-height: 48px; padding: 0 4px 0 16px; border-bottom: 1px solid var(--db-line); }
  .head.officer { min-height: 60px; padding-block: 8px; }
  .mark { color: var(--db-accent); }
  .who { flex: 1; min-width: 0; }
  h2 { font: 700 16px/22px var(--db-font); text-autospace: no-autospace; outline-offset: 0; }
  .who small { display: block; font: 13px/18px var(--db-font); color: var(--db-ink-2); }
  .keys { display: flex; }
  .turn { transform: rotate(90deg); }
  .dots { stroke-width: 3; }
  .menu { position: absolute; z-index: 1; inset-inline-end: 0; top: 100%; min-width: 200px; padding: 4px 0; background: var(--db-raised); border: 1px solid var(--db-edge); box-shadow: var(--db-shadow); }
  .menu button { display: block; width: 100%; min-height: 44px; padding: 8px 16px; border: 0; background: none; text-align: start; cursor: pointer; }
  .menu button:hover { background: var(--db-accent-tint); }
  .menu button:focus-visible { outline-offset: -3px; }
  @media (max-width: 767px) {
    .head, .head.officer { min-height: 44px; padding-block: 0; }
    .officer h2, .officer .short { display: inline; }
    .who .long { display: none; }
  }
  @media (min-width: 768px) { .who .short { display: none; } }
`;
