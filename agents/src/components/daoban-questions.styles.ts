import { css } from 'lit';
import { menu } from '../styles/menu.ts';

export const styles = [
  menu,
  css`
    :host {
      position: relative;
      display: flex;
      align-items: center;
      gap: 4px;
      padding: 0 8px 0 16px;
      border-bottom: 1px solid var(--db-line);
      background: var(--db-sunken);
      font: var(--db-t-s) var(--db-font);
    }

    ul {
      display: flex;
      flex: 1;
      min-width: 0;
      gap: 16px;
      overflow: hidden;
    }

    li {
      min-width: 0;
      max-width: 220px;
      flex: 0 3 auto;
    }

    li:has(.on) {
      flex-shrink: 1;
    }

    .tab {
      display: flex;
      gap: 4px;
      align-items: center;
      width: 100%;
      min-height: 32px;
      padding: 6px 0 4px;
      border: 0;
      border-bottom: 3px solid transparent;
      background: none;
      color: var(--db-ink-2);
      cursor: pointer;
    }

    .tab.on {
      border-bottom-color: var(--db-accent);
      color: var(--db-ink);
    }

    .tab:focus-visible {
      outline-offset: -3px;
    }

    .tab .i {
      color: var(--db-done);
    }

    .fault-row {
      position: absolute;
      inset: 100% 8px auto 8px;
      z-index: 5;
      padding: 6px 8px;
      background: var(--db-error-tint);
    }
  `,
];
