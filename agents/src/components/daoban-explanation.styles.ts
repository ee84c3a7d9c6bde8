import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    min-height: 0;
    font: var(--db-t-s) var(--db-font);
  }

  section {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
  }

  .scroll {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 8px 12px;
  }

  .scroll:focus-visible {
    outline-offset: -3px;
  }

  h3 {
    margin-bottom: 2px;
    font: 700 13px/20px var(--db-font);
  }

  p,
  ol {
    margin-bottom: 8px;
    color: var(--db-ink-2);
    text-wrap: pretty;
  }

  .tell {
    padding-left: 8px;
    border-left: 2px solid var(--db-accent);
    color: var(--db-ink);
    white-space: pre-line;
  }

  ol {
    counter-reset: n;
  }

  li {
    position: relative;
    padding-left: 18px;
    counter-increment: n;
  }

  li::before {
    content: counter(n) '.';
    position: absolute;
    left: 0;
  }

  summary {
    display: flex;
    gap: 4px;
    align-items: flex-start;
    padding: 2px 0;
    color: var(--db-accent);
    cursor: pointer;
    list-style: none;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  summary:hover span {
    text-decoration: underline;
    text-underline-offset: 3px;
  }

  summary .i {
    width: 14px;
    height: 14px;
    margin-top: 3px;
    transition: rotate var(--db-fast) var(--db-ease);
  }

  details[open] .i {
    rotate: 90deg;
  }

  details p {
    margin: 2px 0 4px 18px;
  }

  details .btn {
    margin: 0 0 8px 18px;
  }

  .foot {
    flex: none;
    display: grid;
    gap: 4px;
    padding: 8px 12px;
    border-top: 1px solid var(--db-line);
  }

  .do {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  .do .btn {
    flex: 1 0 auto;
    padding: 4px 8px;
  }

  .foot p {
    margin: 0;
    font: var(--db-t-xs) var(--db-font);
  }

  @media (max-width: 767px) {
    .foot .btn {
      min-height: 44px;
    }
  }
`;
