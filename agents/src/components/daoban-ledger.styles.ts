import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    flex: none;
    border-top: 1px solid var(--db-edge);
  }

  section {
    padding: 5px 0 6px;
  }

  h3,
  p {
    padding: 0 16px;
  }

  h3 {
    font: 700 12px/18px var(--db-font);
  }

  ol {
    max-height: 66px;
    overflow: auto;
    padding: 0 8px 0 16px;
  }

  p,
  li {
    font: 12px/22px var(--db-font);
    color: var(--db-ink-2);
  }

  li {
    display: flex;
    gap: 8px;
  }

  time {
    flex: none;
    color: var(--db-ink-3);
  }

  li > i {
    flex: none;
    min-width: 18px;
    font-style: normal;
  }

  li > span {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }

  em {
    flex: none;
    color: var(--db-ink-3);
    font-style: normal;
  }

  s {
    color: var(--db-ink-3);
    text-decoration: none;
    white-space: nowrap;
  }

  b {
    color: var(--db-ink);
    font-weight: 700;
    white-space: nowrap;
  }

  .wraps {
    white-space: normal;
    overflow-wrap: anywhere;
  }

  svg.i {
    width: 12px;
    height: 12px;
    vertical-align: -2px;
  }

  @media (max-width: 767px) {
    ol {
      max-height: 132px;
    }
  }
`;
