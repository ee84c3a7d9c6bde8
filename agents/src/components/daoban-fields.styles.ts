import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
  }

  .scroll {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }

  .scroll:focus-visible {
    outline-offset: -3px;
  }

  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    height: 26px;
    background: var(--db-sunken);
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
  }

  th,
  td {
    height: 28px;
    padding: 3px 8px;
    border-bottom: 1px solid var(--db-line);
    font: var(--db-t-s) var(--db-font);
    vertical-align: baseline;
  }

  tr > :first-child {
    width: 92px;
    padding-left: 16px;
    color: var(--db-ink-2);
    white-space: nowrap;
  }

  .sec th {
    height: 21px;
    padding: 1px 16px;
    background: var(--db-sunken);
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
  }

  .failing > :first-child {
    box-shadow: inset 4px 0 0 var(--db-error);
  }

  .focused {
    background: var(--db-accent-tint);
  }

  .name {
    overflow-wrap: anywhere;
  }

  .name small {
    display: flex;
    gap: 4px;
    font: var(--db-t-xs) var(--db-font);
  }

  .when {
    color: var(--db-ink-3);
  }

  .er {
    color: var(--db-error);
  }

  .er .i {
    width: 14px;
    height: 14px;
    margin-top: 2px;
  }

  .here {
    margin-left: 4px;
    padding-left: 4px;
    border-left: 2px solid var(--db-accent);
    color: var(--db-accent);
    font: var(--db-t-xs) var(--db-font);
    white-space: nowrap;
  }

  .v {
    color: var(--db-ink);
    font-size: 14px;
  }

  .v.text {
    text-align: right;
    overflow-wrap: anywhere;
  }

  .v small {
    display: block;
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
  }

  .u {
    width: 1px;
    padding-left: 0;
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
    white-space: nowrap;
  }

  td[colspan='2'] {
    padding-right: 12px;
  }

  .readonly > *,
  .readonly .v,
  .closed > *,
  .closed .v,
  .hidden > *,
  .hidden .v,
  .unseen > *,
  .unseen .v {
    color: var(--db-ink-3);
  }

  .closed .v,
  .hidden .v,
  .unseen .v {
    font-size: 13px;
  }

  .focused > *,
  .focused .v {
    color: var(--db-ink);
  }

  .changed .v {
    white-space: normal;
  }

  .changed s {
    color: var(--db-ink-3);
    text-decoration: none;
    white-space: nowrap;
  }

  .changed .i {
    vertical-align: -3px;
    color: var(--db-ink-2);
  }

  .changed b {
    padding: 1px 4px;
    margin-right: -4px;
    background: var(--db-accent-tint);
    box-shadow: inset 0 -2px 0 var(--db-accent);
    color: var(--db-ink);
    font-weight: 700;
    white-space: nowrap;
  }
`;
