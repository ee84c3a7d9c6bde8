import { css } from 'lit';
import { menu } from '../styles/menu.ts';

export const styles = [
  menu,
  css`
    :host {
      position: relative;
    }

    .status {
      gap: 6px;
    }

    .status .i:last-child {
      color: var(--db-ink-2);
    }

    .available .i:first-child,
    .available .i {
      color: var(--db-done);
    }

    .finishing .i:first-child,
    .finishing .i {
      color: var(--db-guide);
    }

    .status .i:last-child {
      color: inherit;
    }

    .since {
      color: var(--db-ink-3);
      font: var(--db-t-s) var(--db-font);
    }

    .key {
      float: right;
      font: var(--db-t-s) var(--db-font);
    }

    .over {
      position: absolute;
      top: 40px;
      right: 0;
      z-index: 20;
      width: 280px;
      padding: 8px 12px;
      white-space: normal;
      background: var(--db-raised);
      border: 1px solid var(--db-error);
      box-shadow: var(--db-shadow);
    }

    @media (max-width: 767px) {
      .since {
        display: none;
      }

      .word {
        max-width: 96px;
        overflow: hidden;
        text-overflow: ellipsis;
      }
    }
  `,
];
