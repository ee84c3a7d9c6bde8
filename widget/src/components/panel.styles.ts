import { css } from 'lit';

export const styles = css`
  :host { box-sizing: border-box; position: fixed; z-index: 2147482100; inset: 0 0 0 auto; width: var(--dock, 400px); display: flex; flex-direction: column;
    background: var(--db-surface); border-inline-start: 1px solid var(--db-edge); container: panel / inline-size; animation: in 200ms var(--db-ease); }
  :host([overlay]) { box-shadow: var(--db-shadow); }
  aside { display: contents; }
  .body { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; display: flex; flex-direction: column; }
  .body:has(> daoban-thread) { overflow: hidden; }
  .body > daoban-thread { flex: 1; }
  .foot { border-top: 1px solid var(--db-line); background: var(--db-surface); }
  .foot:not(:has(> *)) { display: none; }
  .mine { padding: 0 16px 4px; font: var(--db-t-m) var(--db-font); }
  .mine .link { min-height: 44px; }
  .calm { padding: 16px; color: var(--db-ink-2); }
  .grab { display: none; }
  @keyframes in { from { transform: translateX(32px); opacity: 0; } }
  @keyframes rise { from { transform: translateY(32px); opacity: 0; } }
  @media (max-width: 1023px) {
    :host { inset: auto 0 var(--keyboard, 0) 0; width: auto; height: var(--sheet, 62vh); border-inline-start: 0; border-top: 1px solid var(--db-edge);
      box-shadow: 0 -4px 16px rgb(22 32 42 / .14); animation-name: rise; }
    .grab { display: grid; place-items: center; flex: none; height: 20px; margin-bottom: -4px; cursor: grab; touch-action: none; }
    .grab::before { content: ""; width: 40px; height: 4px; background: var(--db-edge); }
  }
  @media (min-width: 768px) and (max-width: 1023px) { .body > *, .foot > * { width: 100%; max-width: 560px; margin-inline: auto; } }
  @media (prefers-reduced-motion: reduce) { :host { animation: none; } }
  @media print { :host { display: none; } }
`;
