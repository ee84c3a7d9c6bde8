// What every component of the console shares: reset, buttons, tags, keys, icons, focus. Values come from page.css.
import { css } from 'lit';

export const shared = css`
  :host {
    box-sizing: border-box;
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h1,
  h2,
  h3,
  h4,
  p,
  ol,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }

  ul,
  ol {
    list-style: none;
  }

  button,
  input,
  textarea,
  select {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }

  table {
    border-collapse: collapse;
    width: 100%;
  }

  th {
    font-weight: 400;
    text-align: left;
  }

  a {
    color: var(--db-accent);
    text-underline-offset: 3px;
    text-decoration-thickness: 1px;
  }

  svg.i {
    width: 20px;
    height: 20px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: square;
    stroke-linejoin: miter;
  }

  svg.i.s {
    width: 16px;
    height: 16px;
  }

  .num {
    text-align: right;
    white-space: nowrap;
  }

  .mut {
    color: var(--db-ink-3);
  }

  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .vh {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  :focus-visible {
    outline: 3px solid var(--db-accent);
    outline-offset: 2px;
  }

  kbd {
    font: 12px/16px var(--db-font);
    border: 1px solid var(--db-edge);
    border-radius: var(--db-r);
    padding: 0 4px;
    color: inherit;
    white-space: nowrap;
  }

  .pri kbd {
    border-color: currentColor;
  }

  /* under a finger there are no keys */
  @media (pointer: coarse) {
    .btn kbd {
      display: none;
    }
  }

  .btn {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 32px;
    padding: 4px 12px;
    border: 1px solid var(--db-edge);
    border-radius: var(--db-r);
    background: var(--db-surface);
    color: var(--db-ink);
    font: var(--db-t-m) var(--db-font);
    cursor: pointer;
    white-space: nowrap;
    transition:
      background-color var(--db-fast) var(--db-ease),
      border-color var(--db-fast) var(--db-ease);
  }

  .btn:hover {
    border-color: var(--db-accent);
    color: var(--db-accent);
  }

  .btn.pri {
    background: var(--db-accent);
    border-color: var(--db-accent);
    color: var(--db-on-accent);
  }

  .btn.pri:hover:not([aria-disabled='true']) {
    background: var(--db-accent-hover);
  }

  .btn.xs {
    min-height: 24px;
    padding: 1px 8px;
    font: var(--db-t-s) var(--db-font);
  }

  .btn.plain {
    border-color: transparent;
    background: none;
    color: var(--db-accent);
  }

  .btn.plain:hover {
    background: var(--db-accent-tint);
  }

  .btn[aria-disabled='true'],
  .btn:disabled {
    color: var(--db-ink-3);
    border-color: var(--db-line);
    background: var(--db-sunken);
    cursor: default;
  }

  .icon-btn {
    display: inline-grid;
    place-items: center;
    width: 32px;
    height: 32px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--db-ink-2);
    cursor: pointer;
    border-radius: var(--db-r);
  }

  .icon-btn:hover {
    color: var(--db-accent);
    background: var(--db-accent-tint);
  }

  .fault {
    display: flex;
    gap: 8px;
    align-items: flex-start;
    color: var(--db-error);
    font: var(--db-t-s) var(--db-font);
  }

  .fault code {
    font: var(--db-t-xs) var(--db-font);
    color: var(--db-ink-3);
  }

  /* tints and inset shadows are not drawn there: what is chosen gets a border of its own */
  @media (forced-colors: active) {
    .btn.pri {
      forced-color-adjust: none;
    }

    .on {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
