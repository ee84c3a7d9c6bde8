import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    grid-column: 1 / -1;
    max-height: 46vh;
    margin: 8px -12px -8px -16px;
    overflow: auto;
    border-top: 1px solid var(--db-line);
    background: var(--db-surface);
    font: var(--db-t-s) var(--db-font);
  }

  header {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    align-items: baseline;
    padding: 8px 12px 4px 16px;
  }

  h3 {
    flex: 1 1 200px;
    font: 700 var(--db-t-m) var(--db-font);
    outline-offset: 1px;
  }

  .stand {
    font-weight: 700;
  }

  .stand.due {
    color: var(--db-error);
  }

  li {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr) auto;
    gap: 0 8px;
    align-items: start;
    padding: 4px 12px 4px 16px;
    border-top: 1px solid var(--db-line);
  }

  li > svg.i {
    margin-top: 5px;
    color: var(--db-ink-3);
  }

  li > div {
    padding: 3px 0;
    overflow-wrap: anywhere;
  }

  li small {
    color: var(--db-ink-2);
    font: inherit;
  }

  li .do {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    justify-content: flex-end;
    padding: 0;
  }

  .accepted > svg.i {
    color: var(--db-done);
  }

  .redo > svg.i,
  .redo small {
    color: var(--db-error);
  }

  .given > svg.i {
    color: var(--db-accent);
  }

  .struck b {
    color: var(--db-ink-3);
    font-weight: 400;
  }

  b {
    font-weight: 400;
  }

  label.choice {
    display: flex;
    gap: 8px;
    align-items: center;
    min-height: 24px;
  }

  li.choice {
    grid-template-columns: minmax(0, 1fr) auto;
  }

  form {
    display: grid;
    gap: 4px;
    padding: 8px 12px 8px 16px;
    border-top: 1px solid var(--db-line);
    background: var(--db-sunken);
  }

  form .fields {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  form label {
    flex: 1 1 160px;
    color: var(--db-ink-2);
  }

  form input {
    display: block;
  }

  .do {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 8px 12px 8px 16px;
  }

  .hint {
    padding: 4px 16px;
    color: var(--db-ink-2);
  }

  .file {
    margin-right: 8px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--db-accent);
    font: inherit;
    text-align: left;
    text-decoration: underline;
    text-underline-offset: 3px;
    cursor: pointer;
    overflow-wrap: anywhere;
  }

  .fault {
    padding: 4px 16px;
  }
`;
