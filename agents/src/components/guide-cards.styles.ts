import { css } from 'lit';

export const cardStyles = css`
  .g {
    display: grid;
    grid-template-columns: 22px minmax(0, 1fr) auto;
    gap: 0 8px;
    flex: none;
    padding: 6px 10px;
    border: 1px solid var(--db-line);
    border-left: 3px solid var(--db-guide);
    font: var(--db-t-s) var(--db-font);
  }

  .g.plain {
    border-left-color: var(--db-edge);
  }

  .g.done {
    border-left-color: var(--db-done);
  }

  .g.bad {
    border-left-color: var(--db-error);
  }

  .g > svg.i {
    margin: 2px 3px;
    color: var(--db-ink-2);
  }

  .g b {
    font-weight: 700;
    overflow-wrap: anywhere;
  }

  .g p {
    grid-column: 2 / -1;
    color: var(--db-ink-2);
    overflow-wrap: anywhere;
  }

  .g .end {
    color: var(--db-ink-3);
    text-align: right;
  }

  .g .end.done {
    color: var(--db-done);
  }

  .g .end.wait {
    color: var(--db-guide-ink);
  }

  .g .end.bad {
    color: var(--db-error);
  }

  .g .change {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
  }

  .g .values {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 0 6px;
    align-items: center;
    justify-content: flex-end;
    margin-left: auto;
  }

  .g s {
    color: var(--db-ink-3);
    text-decoration: none;
  }

  .g strong {
    color: var(--db-ink);
    font-weight: 700;
  }

  .g .values svg.i {
    width: 14px;
    height: 14px;
  }

  .g .head {
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
  }

  .g .why {
    grid-column: 2;
    color: var(--db-ink-3);
  }

  .g .back {
    grid-column: 3;
    align-self: end;
    justify-self: end;
    margin: 0 -8px -2px 0;
  }

  .g .fault {
    grid-column: 2 / -1;
  }
`;
