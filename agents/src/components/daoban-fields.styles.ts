import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    container-type: inline-size;
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

  thead .worth {
    width: 144px;
  }

  .plain thead .worth {
    width: 44%;
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
    width: 98px;
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

  /* Long units leave no room for a name beside an amount: the value goes below its name. */
  @container (max-width: 420px) {
    .stacks,
    .stacks tbody {
      display: block;
    }

    .stacks thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    .stacks tr {
      display: grid;
      grid-template-columns: max-content minmax(0, 1fr) max-content;
      align-items: baseline;
      padding: 4px 16px;
      border-bottom: 1px solid var(--db-line);
    }

    .stacks .sec {
      padding: 0;
    }

    .stacks tr > * {
      width: auto;
      height: auto;
      padding: 1px 0;
      border: 0;
    }

    .stacks .sec > th {
      grid-column: 1 / -1;
      padding: 2px 16px;
    }

    .stacks .at:not(:empty) {
      padding-right: 12px;
    }

    .stacks .name {
      grid-column: 2 / -1;
    }

    .stacks.plain .name {
      grid-column-start: 1;
    }

    .stacks .v {
      grid-column: 1 / 3;
    }

    .stacks .v[colspan='2'] {
      grid-column: 1 / -1;
    }

    .stacks .unseen .name {
      grid-column-end: 3;
    }

    .stacks .unseen .v {
      grid-column: 3;
    }

    .stacks .u {
      padding-left: 6px;
    }

    .stacks .failing {
      box-shadow: inset 4px 0 0 var(--db-error);
    }

    .stacks .failing > :first-child {
      box-shadow: none;
    }
  }

  @media (max-width: 767px) {
    .scroll {
      overflow: visible;
    }
  }
`;
