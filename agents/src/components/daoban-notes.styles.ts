import { css } from 'lit';
import { drawerStyles } from './drawer.styles.ts';

export const styles = [
  drawerStyles,
  css`
    ol {
      flex: 0 1 auto;
      min-height: 0;
      padding: 4px 12px 4px 16px;
      overflow: auto;
    }

    ol:focus-visible {
      outline-offset: -3px;
    }

    li {
      padding: 6px 0;
      border-top: 1px solid var(--db-line);
    }

    li:first-child {
      border-top: 0;
    }

    li p {
      font: var(--db-t-m) var(--db-font);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }

    small {
      color: var(--db-ink-3);
      font: var(--db-t-xs) var(--db-font);
    }

    .none {
      padding: 6px 12px 6px 16px;
    }

    .fault {
      margin-top: 6px;
    }
  `,
];
