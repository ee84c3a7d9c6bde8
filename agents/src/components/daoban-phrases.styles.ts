import { css } from 'lit';

export const styles = css`
  :host {
    position: absolute;
    inset: auto 12px 100% 16px;
    z-index: 10;
    margin-bottom: -7px;
    background: var(--db-raised);
    border: 1px solid var(--db-edge);
    box-shadow: var(--db-shadow);
  }

  ul {
    max-height: 240px;
    overflow: auto;
  }

  li {
    padding: 6px 12px;
    font: var(--db-t-m) var(--db-font);
    cursor: pointer;
    text-wrap: pretty;
  }

  li + li {
    border-top: 1px solid var(--db-line);
  }

  li[aria-selected='true'] {
    background: var(--db-accent-tint);
    box-shadow: inset 4px 0 0 var(--db-accent);
  }

  p {
    padding: 4px 12px;
    border-top: 1px solid var(--db-line);
    font: var(--db-t-xs) var(--db-font);
  }

  ul:empty + p {
    border-top: 0;
  }
`;
