import { css } from 'lit';
import { menu } from '../styles/menu.ts';

export const styles = [
  menu,
  css`
    :host {
      display: block;
      min-width: 0;
      padding: 12px 16px 24px;
      container-type: inline-size;
    }

    h2 {
      display: flex;
      gap: 12px;
      align-items: baseline;
      margin-bottom: 8px;
      font: 700 16px/24px var(--db-font);
    }

    small {
      font: var(--db-t-xs) var(--db-font);
    }

    ul {
      border-top: 1px solid var(--db-edge);
    }

    ul > li {
      border-bottom: 1px solid var(--db-line);
    }

    h3 {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 16px;
      align-items: center;
      padding: 6px 0;
      font: var(--db-t-m) var(--db-font);
    }

    .name {
      min-width: 96px;
      font-weight: 700;
    }

    .status,
    .gone {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      font: var(--db-t-s) var(--db-font);
    }

    .available {
      color: var(--db-done);
    }

    .gone {
      color: var(--db-error);
    }

    .slots {
      margin-left: auto;
      font: var(--db-t-s) var(--db-font);
    }

    .sessions {
      margin: 0 0 6px 12px;
      border-top: 1px solid var(--db-line);
    }

    .sessions li {
      display: grid;
      grid-template-columns: minmax(120px, 2fr) minmax(80px, 1fr) auto auto;
      gap: 4px 12px;
      align-items: center;
      padding: 4px 0;
      font: var(--db-t-s) var(--db-font);
    }

    /* beside a session that is read, and on a phone */
    @container (max-width: 600px) {
      .sessions li {
        grid-template-columns: minmax(0, 1fr) auto auto;
      }

      .sessions .who {
        grid-column: 1 / -1;
      }

      .sessions .do {
        grid-column: 1 / -1;
      }
    }

    .sessions li:last-child {
      border-bottom: 0;
    }

    .who {
      overflow-wrap: anywhere;
    }

    .since {
      white-space: nowrap;
    }

    .do {
      display: flex;
      gap: 4px;
    }

    form,
    .fault {
      grid-column: 1 / -1;
    }

    form {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      align-items: end;
      padding: 4px 0 8px;
    }

    label {
      display: grid;
      flex: 1;
      gap: 4px;
      min-width: 200px;
      color: var(--db-ink-2);
    }

    @media (max-width: 767px) {
      .btn,
      .btn.xs {
        min-height: 44px;
      }
    }
  `,
];
