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
    margin-bottom: 8px;
    text-overflow: ellipsis;
  }

  .do {
    display: flex;
    gap: 8px;
  }
`;
