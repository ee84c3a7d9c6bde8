import { css } from 'lit';
import { drawerStyles } from './drawer.styles.ts';

export const styles = [
  drawerStyles,
  css`
    fieldset {
      min-width: 0;
      margin: 0;
      padding: 0;
      border: 0;
    }

    .ways {
      display: flex;
      margin: 6px 12px 0 16px;
      border: 1px solid var(--db-edge);
      border-radius: var(--db-r);
    }

    .ways label {
      position: relative;
      flex: 1;
      padding: 3px 4px;
      border-left: 1px solid var(--db-edge);
      text-align: center;
      font: var(--db-t-s) var(--db-font);
      cursor: pointer;
    }

    .ways label:first-of-type {
      border-left: 0;
    }

    .ways .on {
      background: var(--db-accent-tint);
      box-shadow: inset 0 -3px 0 var(--db-accent);
    }

    .search {
      display: block;
      width: calc(100% - 28px);
      min-height: 28px;
      margin: 8px 12px 0 16px;
      padding: 2px 8px;
      font: var(--db-t-s) var(--db-font);
    }

    .to {
      flex: 0 1 auto;
      min-height: 84px;
      margin: 6px 0;
      overflow: auto;
    }

    .to p {
      padding: 6px 12px 6px 16px;
      font: var(--db-t-s) var(--db-font);
    }

    .to .wait {
      color: var(--db-ink-3);
    }

    .row {
      position: relative;
      display: grid;
      grid-template-columns: 16px minmax(0, 1fr) auto;
      gap: 0 8px;
      align-items: baseline;
      min-height: 30px;
      padding: 4px 12px 4px 16px;
      font: var(--db-t-s) var(--db-font);
      cursor: pointer;
    }

    .row input {
      width: 14px;
      height: 14px;
      margin: 0;
      translate: 0 2px;
      accent-color: var(--db-accent);
    }

    .row:hover,
    .row.on {
      background: var(--db-accent-tint);
    }

    .row.on {
      box-shadow: inset 4px 0 0 var(--db-accent);
    }

    .row.off {
      background: none;
      color: var(--db-ink-3);
      cursor: default;
    }

    .row b {
      overflow-wrap: anywhere;
    }

    .row.off b {
      font-weight: 400;
    }

    .row small {
      margin-left: 6px;
      color: var(--db-ink-3);
      font: var(--db-t-xs) var(--db-font);
    }

    .row .knows {
      grid-column: 2 / -1;
      margin: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    .fits {
      margin-left: 8px;
      padding: 0 4px;
      border: 1px solid var(--db-done);
      color: var(--db-done);
      font: var(--db-t-xs) var(--db-font);
    }

    .row.off .fits {
      border-color: var(--db-line);
      color: var(--db-ink-3);
    }

    .row.unfit b {
      font-weight: 400;
    }

    .warm {
      display: flex;
      gap: 8px;
      align-items: baseline;
      min-height: 28px;
      margin-top: 6px;
      font: var(--db-t-s) var(--db-font);
    }

    .warm input {
      width: 14px;
      height: 14px;
      margin: 0;
      flex: none;
      translate: 0 2px;
      accent-color: var(--db-accent);
    }

    .row .how {
      color: var(--db-ink-2);
      white-space: nowrap;
    }

    .row.off .how {
      color: var(--db-ink-3);
    }

    .row.on small {
      color: var(--db-ink-2);
    }

    .sees {
      margin-top: 6px;
      font: var(--db-t-s) var(--db-font);
      color: var(--db-ink-2);
      text-wrap: pretty;
    }

    .sees.warn {
      color: var(--db-guide-ink);
    }

    /* opened by a key with Alt, which no browser counts as the keyboard's */
    .ways label:has(:focus),
    .row:has(:focus-visible) {
      outline: 3px solid var(--db-accent);
      outline-offset: -3px;
    }

    @media (max-width: 767px) {
      .ways label,
      .row {
        min-height: 44px;
      }

      .ways label {
        padding-top: 11px;
      }

      .row {
        align-items: center;
      }

      .warm {
        min-height: 44px;
        align-items: center;
      }

      .search {
        min-height: 44px;
        font: var(--db-t-l) var(--db-font);
      }
    }
  `,
];
