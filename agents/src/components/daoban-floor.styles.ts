import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    min-width: 0;
    min-height: 0;
    overflow: auto;
    background: var(--db-surface);
  }

  .none {
    padding: 24px 16px;
  }

  .page {
    display: grid;
    grid-template: 'now officers' auto 'rest officers' 1fr / minmax(460px, 560px) minmax(0, 1fr);
    min-height: 100%;
  }

  /* talk and form of the session need the room more: the floor becomes one column beside it */
  .page.reads {
    grid-template: 'now reading' auto 'officers reading' auto 'rest reading' 1fr / 424px minmax(0, 1fr);
  }

  .now,
  .rest {
    display: flex;
    flex-direction: column;
    gap: 16px;
    padding: 0 16px;
    border-right: 1px solid var(--db-line);
  }

  .now {
    grid-area: now;
    padding-top: 12px;
  }

  .rest {
    grid-area: rest;
    padding-block: 16px 24px;
  }

  daoban-floor-officers {
    grid-area: officers;
  }

  .reads :is(.now, .rest) {
    border-right: 0;
  }

  .reads daoban-floor-officers {
    padding-bottom: 0;
  }

  daoban-floor-reading {
    grid-area: reading;
  }

  h2 {
    font: 700 16px/24px var(--db-font);
  }

  .figures {
    display: grid;
    grid-template-columns: repeat(4, auto);
    border-top: 1px solid var(--db-edge);
    border-bottom: 1px solid var(--db-edge);
  }

  .figures div {
    padding: 8px 12px;
    border-left: 1px solid var(--db-line);
  }

  .figures div:first-child {
    padding-left: 0;
    border-left: 0;
  }

  dt {
    color: var(--db-ink-2);
    font: var(--db-t-s) var(--db-font);
    white-space: nowrap;
  }

  dd {
    display: flex;
    gap: 4px;
    align-items: baseline;
    white-space: nowrap;
  }

  dd b {
    font: 700 28px/38px var(--db-font);
  }

  dd small {
    color: var(--db-ink-2);
    font: var(--db-t-s) var(--db-font);
  }

  .bad dd {
    color: var(--db-error);
  }

  .alarms {
    display: grid;
    gap: 4px;
  }

  .alarms li {
    display: flex;
    gap: 8px;
    align-items: flex-start;
    padding: 4px 0 4px 12px;
    border-left: 4px solid var(--db-error);
    color: var(--db-error);
    font: var(--db-t-m) var(--db-font);
  }

  .alarms .calm {
    border-left-color: var(--db-done);
    color: var(--db-done);
  }

  .alarms .i {
    margin-top: 3px;
  }

  th,
  td {
    padding: 4px 0;
    border-bottom: 1px solid var(--db-line);
    font: var(--db-t-s) var(--db-font);
  }

  td.num,
  th.num {
    padding-left: 12px;
    text-align: right;
  }

  thead th {
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
    white-space: nowrap;
  }

  tbody tr:not(.waits) {
    color: var(--db-ink-3);
  }

  .waits b {
    font-size: 16px;
  }

  @media (max-width: 1199px) {
    .page,
    .page.reads {
      grid-template: 'now' 'rest' 'officers' 'reading' / minmax(0, 1fr);
    }

    .now,
    .rest {
      border-right: 0;
    }
  }

  @media (max-width: 767px) {
    .figures {
      grid-template-columns: repeat(2, 1fr);
    }

    .figures div:nth-child(3) {
      padding-left: 0;
      border-left: 0;
    }

    td.num,
    th.num {
      padding-left: 6px;
    }
  }
`;
