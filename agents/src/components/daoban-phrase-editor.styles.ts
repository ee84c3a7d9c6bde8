import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    min-width: 0;
  }

  form {
    display: grid;
    gap: 12px;
  }

  label {
    display: grid;
    gap: 4px;
    color: var(--db-ink-2);
    font: var(--db-t-s) var(--db-font);
  }

  label.inline {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    min-height: 32px;
    color: var(--db-ink);
  }

  textarea {
    resize: vertical;
  }

  input[type='radio'] {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--db-accent);
  }

  .variables {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
    align-items: center;
    font: var(--db-t-xs) var(--db-font);
  }

  .owners {
    display: flex;
    gap: 20px;
  }

  .do {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
  }

  .end {
    display: inline-flex;
    gap: 8px;
    align-items: center;
    margin-left: auto;
    font: var(--db-t-s) var(--db-font);
  }

  h3 {
    font: 700 14px/22px var(--db-font);
  }

  .text {
    margin: 8px 0;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  @media (max-width: 767px) {
    .btn,
    label.inline {
      min-height: 44px;
    }
  }
`;
