import { css } from 'lit';

export const styles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
  }

  .scroll {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow: auto;
  }

  .scroll:focus-visible {
    outline-offset: -3px;
  }

  table {
    table-layout: fixed;
  }

  /* 1,234,567,890.12 in bold, and its padding */
  thead .worth {
    width: 136px;
  }

  /* without a column for what can be done, values end where the rest of the form does */
  thead .worth:last-child {
    width: 144px;
  }

  table:not(.stacks) tr > :is(.v, .u, .worth, .unit):last-child {
    padding-right: 16px;
  }

  .plain thead .worth {
    width: 44%;
  }

  thead .act {
    width: 84px;
  }

  thead .act:lang(en) {
    width: 116px;
  }

  thead .unit {
    width: 32px;
    padding: 0;
  }

  thead .middle {
    width: 48px;
  }

  thead .long {
    width: 76px;
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
    padding-left: 16px;
  }

  .at {
    width: 84px;
    padding-right: 0;
    color: var(--db-ink-2);
  }

  .at:lang(en) {
    width: 112px;
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

  .guided {
    background: var(--db-guide-tint);
  }

  .guided:not(.failing) > :first-child {
    box-shadow: inset 4px 0 0 var(--db-guide);
  }

  .guided .v {
    font-weight: 700;
  }

  .name {
    padding-right: 0;
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }

  /* the numbers stand below a name that fills its line, rather than pull its end down */
  .guided .name {
    text-wrap: wrap;
  }

  .marks {
    display: inline-flex;
    gap: 3px;
    margin-left: 4px;
    vertical-align: 1px;
  }

  td.act {
    padding: 1px 12px 1px 0;
    text-align: right;
    white-space: nowrap;
  }

  .lk {
    min-width: 24px;
    min-height: 24px;
    padding: 2px 4px;
    border: 0;
    background: none;
    color: var(--db-accent);
    font: var(--db-t-s) var(--db-font);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 3px;
    cursor: pointer;
  }

  .lk:hover {
    background: var(--db-accent-tint);
  }

  .no {
    display: inline-block;
    min-width: 34px;
    text-align: center;
    color: var(--db-ink-3);
  }

  tr:focus {
    outline: 2px solid var(--db-accent);
    outline-offset: -2px;
  }

  .trouble {
    position: absolute;
    inset: auto 0 0;
    padding: 6px 16px;
    border-top: 1px solid var(--db-edge);
    background: var(--db-surface);
    font: var(--db-t-s) var(--db-font);
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

  .v.parts,
  .v.text {
    text-align: right;
    white-space: normal;
  }

  .v.text {
    text-wrap: balance;
  }

  .box {
    display: inline-block;
    white-space: nowrap;
  }

  .box.wraps {
    display: inline;
    white-space: normal;
    overflow-wrap: anywhere;
  }

  .of {
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
  }

  .v.text {
    overflow-wrap: anywhere;
  }

  .v small {
    display: block;
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
  }

  .u {
    padding: 3px 0;
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
    white-space: nowrap;
  }

  td[colspan='2'] {
    padding-right: 16px;
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
  }

  @media (max-width: 1023px) {
    tr > :first-child {
      padding-left: 12px;
    }

    .at {
      width: 84px;
    }

    .at:lang(en) {
      width: 88px;
    }

    thead .worth {
      width: 128px;
    }
  }

  @media (max-width: 767px) {
    .scroll {
      overflow: visible;
    }
  }
`;
