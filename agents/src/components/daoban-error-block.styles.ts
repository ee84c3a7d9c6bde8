import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    flex: none;
    max-height: 42%;
    overflow: auto;
    container-type: inline-size;
  }

  section {
    padding: 8px 16px 10px 12px;
    border-bottom: 1px solid var(--db-line);
    border-left: 4px solid var(--db-error);
  }

  .good {
    border-left-color: var(--db-done);
  }

  h3 {
    display: flex;
    gap: 6px;
    font: 700 14px/22px var(--db-font);
    color: var(--db-error);
  }

  h3 .i {
    margin-top: 3px;
  }

  .good h3 {
    color: var(--db-done);
  }

  .c {
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
  }

  table {
    margin-top: 6px;
  }

  th,
  td {
    padding: 3px 8px;
    border: 1px solid var(--db-line);
    font: var(--db-t-s) var(--db-font);
  }

  thead th {
    background: var(--db-sunken);
    color: var(--db-ink-2);
    white-space: nowrap;
  }

  thead th:lang(en) {
    white-space: normal;
  }

  .d {
    background: var(--db-error-tint);
    color: var(--db-error);
    font: 700 16px/22px var(--db-font);
  }

  s {
    color: var(--db-ink-3);
    font: var(--db-t-s) var(--db-font);
    text-decoration: none;
    white-space: nowrap;
  }

  .now {
    display: inline-block;
    white-space: nowrap;
  }

  .now .i {
    vertical-align: -3px;
  }

  .since {
    margin-top: 4px;
    color: var(--db-ink-2);
    font: var(--db-t-s) var(--db-font);
  }

  .act {
    width: 1px;
    white-space: nowrap;
  }

  .marks {
    display: inline-flex;
    gap: 3px;
    vertical-align: baseline;
  }

  .good .d {
    background: none;
    color: inherit;
  }

  .same {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 8px;
    align-items: center;
    margin-top: 4px;
    font: var(--db-t-s) var(--db-font);
  }

  .same:not(:has(*)) {
    display: none;
  }

  .same .plain {
    margin-left: -8px;
  }

  b {
    font-weight: 700;
    white-space: nowrap;
  }

  /* where five columns do not fit, each amount stands beside its item and the difference below them */
  @container (max-width: 460px) {
    thead {
      display: block;
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    tbody tr {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
    }

    tbody tr > [data-label],
    tbody tr > .act {
      grid-column: 1 / -1;
    }

    tbody tr > .act {
      width: auto;
      text-align: right;
    }

    tbody tr > .act:not(:has(.btn, .gn)) {
      display: none;
    }

    tbody tr > [data-label]::before {
      content: attr(data-label);
      float: left;
      font: var(--db-t-s) var(--db-font);
    }
  }

  @media (max-width: 767px) {
    :host {
      max-height: none;
    }
  }
`;
