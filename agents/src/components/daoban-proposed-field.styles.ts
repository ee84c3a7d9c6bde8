import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    padding: 4px 0 2px;
    border-bottom: 1px solid var(--db-line);
    font: var(--db-t-s) var(--db-font);
  }

  .line {
    display: flex;
    gap: 4px 8px;
    align-items: center;
  }

  b {
    flex: none;
    font-weight: 700;
  }

  /* one value stays in one line with its unit; the name, where there is no address, gives way */
  .line:not(.several) b {
    flex: 0 1 auto;
    text-wrap: balance;
  }

  .line:not(.several) .values {
    flex: 1 0 auto;
    flex-wrap: nowrap;
    max-width: 75%;
  }

  .icon-btn {
    flex: none;
    width: 24px;
    height: 24px;
  }

  .values {
    flex: 1;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
    align-items: center;
    justify-content: flex-end;
  }

  .below {
    display: flex;
    gap: 8px;
    justify-content: space-between;
    min-height: 18px;
    padding-right: 32px;
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
  }

  .below .cut {
    min-width: 0;
  }

  .before {
    color: var(--db-ink-3);
    overflow-wrap: anywhere;
  }

  input,
  select {
    width: 136px;
    min-height: 28px;
    padding: 2px 8px;
  }

  input:focus-visible,
  select:focus-visible {
    outline-offset: -1px;
  }

  input.num {
    text-align: right;
  }

  [aria-invalid='true'] {
    border-color: var(--db-error);
  }

  .part {
    display: flex;
    gap: 6px;
    align-items: center;
  }

  .part input {
    width: 128px;
  }

  .part small,
  .unit {
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
  }

  .unit {
    min-width: 16px;
  }

  .wrong {
    display: flex;
    flex: none;
    gap: 4px;
    align-items: center;
    color: var(--db-error);
  }

  .wrong .i {
    width: 14px;
    height: 14px;
  }

  .meanwhile {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    justify-content: space-between;
    margin-top: 4px;
    padding: 2px 0 2px 8px;
    border-left: 3px solid var(--db-guide);
    color: var(--db-guide-ink);
  }

  @media (max-width: 767px) {
    .line {
      flex-wrap: wrap;
    }

    .line b {
      flex: 1;
    }

    .values {
      flex-basis: 100%;
      order: 1;
    }

    input,
    select {
      min-height: 44px;
      font: var(--db-t-l) var(--db-font);
    }
  }
`;
