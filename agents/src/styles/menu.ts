// Web Awesome menus in the look's dress: 248 wide at least, rows of 32, the chosen one with a tint and an accent rule.
import { css } from 'lit';

export const menu = css`
  wa-dropdown::part(menu) {
    min-width: 232px;
    padding: 4px 0;
    font: var(--db-t-m) var(--db-font);
  }

  wa-dropdown-item {
    min-height: 32px;
    padding: 4px 12px;
    font: var(--db-t-m) var(--db-font);
    line-height: 22px;
  }

  wa-dropdown-item [slot='icon'] {
    width: 14px;
    margin-inline-end: 10px !important;
  }

  wa-dropdown-item .i {
    width: 14px;
    height: 14px;
  }

  wa-dropdown-item::part(details) {
    color: var(--db-ink-3);
    font: var(--db-t-s) var(--db-font);
  }

  wa-dropdown-item.on {
    background: var(--db-accent-tint);
    box-shadow: inset 4px 0 0 var(--db-accent);
  }

  wa-dropdown-item:focus-visible {
    outline-offset: -3px;
  }

  wa-dropdown h3 {
    font: var(--db-t-xs) var(--db-font) !important;
    color: var(--db-ink-3);
    padding: 4px 12px !important;
    margin: 0 !important;
  }

  wa-divider {
    --color: var(--db-line);
    --spacing: 4px;
    --width: 1px;
  }
`;
