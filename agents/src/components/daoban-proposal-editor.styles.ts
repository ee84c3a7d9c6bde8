import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    flex: none;
    min-height: 0;
  }

  section {
    display: flex;
    flex-direction: column;
    max-height: min(340px, 46vh);
    border-top: 1px solid var(--db-edge);
    border-left: 4px solid var(--db-guide);
    background: var(--db-surface);
    font: var(--db-t-s) var(--db-font);
  }

  header {
    display: flex;
    gap: 12px;
    align-items: baseline;
    justify-content: space-between;
    padding: 5px 12px 4px;
    border-bottom: 1px solid var(--db-line);
  }

  h3 {
    font: 700 13px/20px var(--db-font);
    white-space: nowrap;
  }

  header .mut {
    font: var(--db-t-xs) var(--db-font);
  }

  .scroll {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 0 12px 8px;
  }

  .text {
    display: flex;
    gap: 8px;
    align-items: center;
    margin-top: 6px;
  }

  label {
    flex: none;
    min-width: 34px;
    color: var(--db-ink-2);
  }

  .text input {
    flex: 1;
    min-width: 0;
    min-height: 28px;
    padding: 2px 8px;
  }

  .text input:focus-visible {
    outline-offset: -1px;
  }

  .text input[aria-invalid='true'] {
    border-color: var(--db-error);
  }

  .quick {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 4px 0 0 42px;
  }

  .quick .btn {
    min-width: 0;
    max-width: calc(50% - 2px);
    padding: 1px 6px;
    font: var(--db-t-xs) var(--db-font);
  }

  .missing,
  .gone {
    display: flex;
    gap: 4px;
    align-items: center;
    color: var(--db-error);
    font: var(--db-t-xs) var(--db-font);
  }

  footer {
    padding: 6px 12px 8px;
    border-top: 1px solid var(--db-line);
  }

  .notice {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    justify-content: space-between;
    margin-bottom: 4px;
    color: var(--db-guide-ink);
  }

  .do {
    display: flex;
    gap: 8px;
    align-items: center;
  }

  .do .mut {
    margin-left: auto;
    font: var(--db-t-xs) var(--db-font);
  }

  @media (max-width: 767px) {
    section {
      max-height: none;
    }

    .text input,
    .btn {
      min-height: 44px;
    }

    .text input {
      font: var(--db-t-l) var(--db-font);
    }
  }
`;
