import { css } from 'lit';
import { drawerStyles } from './drawer.styles.ts';

export const styles = [
  drawerStyles,
  css`
    .logged {
      padding: 0 12px 4px 16px;
      font: var(--db-t-s) var(--db-font);
    }

    .list,
    .lines {
      flex: 0 1 auto;
      min-height: 0;
      padding-bottom: 6px;
      overflow: auto;
    }

    .lines:focus-visible {
      outline-offset: -3px;
    }

    .one {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0 12px;
      align-items: center;
      padding: 6px 12px 6px 16px;
      border-top: 1px solid var(--db-line);
      font: var(--db-t-s) var(--db-font);
    }

    .one p {
      overflow-wrap: anywhere;
    }

    .one .mut {
      font: var(--db-t-xs) var(--db-font);
    }

    .done {
      display: inline-flex;
      gap: 4px;
      align-items: center;
      color: var(--db-done);
      vertical-align: top;
    }

    .done .i {
      width: 14px;
      height: 14px;
    }

    .slip {
      grid-column: 1;
      padding: 6px 0;
    }

    .look {
      grid-column: 2;
      grid-row: 1 / span 2;
    }

    .none {
      padding: 6px 12px 10px 16px;
    }

    .lines li {
      padding: 4px 12px 4px 16px;
      font: var(--db-t-s) var(--db-font);
    }

    .lines small {
      color: var(--db-ink-3);
      font: var(--db-t-xs) var(--db-font);
    }

    .lines p {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }

    .lines .file p {
      display: flex;
      gap: 6px;
      overflow-wrap: anywhere;
    }

    .lines .file .i {
      flex: none;
      margin-top: 2px;
      color: var(--db-ink-2);
    }

    .lines .happened {
      color: var(--db-ink-3);
    }

    .lines .note {
      margin: 2px 12px 2px 16px;
      padding: 3px 10px 5px;
      border: 1px dashed var(--db-edge);
      background: var(--db-sunken);
    }

    .back {
      margin: 0 12px 4px 12px;
      align-self: flex-start;
    }

    .fault {
      padding: 4px 12px 8px 16px;
    }
  `,
];
