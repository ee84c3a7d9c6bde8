import { css } from 'lit';

export const styles = css`
  wa-dialog {
    --width: 460px;
  }

  form {
    display: grid;
    gap: 4px;
  }

  label {
    font: var(--db-t-s) var(--db-font);
    color: var(--db-ink-2);
  }

  select,
  input {
    width: 100%;
    min-height: 36px;
    padding: 4px 8px;
    margin-bottom: 8px;
    border: 1px solid var(--db-edge);
    border-radius: var(--db-r);
    background: var(--db-surface);
    color: var(--db-ink);
    font: var(--db-t-m) var(--db-font);
    text-overflow: ellipsis;
  }

  input::placeholder {
    color: var(--db-ink-3);
    opacity: 1;
  }

  .do {
    display: flex;
    gap: 8px;
  }
`;
