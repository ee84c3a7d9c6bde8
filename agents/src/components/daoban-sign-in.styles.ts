import { css } from 'lit';

export const styles = css`
  :host {
    display: grid;
    height: 100%;
    overflow: auto;
    background: var(--db-sunken);
  }

  main {
    position: relative;
    width: min(400px, 100% - 32px);
    margin: auto;
    padding: 28px 32px 24px;
    background: var(--db-surface);
    border: 1px solid var(--db-line);
    border-top: 3px solid var(--db-accent);
  }

  h1 {
    display: flex;
    align-items: center;
    gap: 10px;
    font: 700 var(--db-t-h2) var(--db-font);
    margin-bottom: 20px;
  }

  h1 .i {
    width: 24px;
    height: 24px;
    color: var(--db-accent);
  }

  .notice {
    display: flex;
    gap: 8px;
    align-items: flex-start;
    padding: 8px 12px;
    margin-bottom: 16px;
    background: var(--db-done-tint);
    font: var(--db-t-m) var(--db-font);
  }

  .notice .i {
    margin-top: 3px;
    color: var(--db-done);
  }

  .notice.warn {
    background: var(--db-guide-tint);
  }

  .notice.warn .i {
    color: var(--db-guide);
  }

  form {
    display: grid;
    gap: 4px;
  }

  label {
    font: var(--db-t-m) var(--db-font);
    color: var(--db-ink-2);
  }

  input {
    min-height: 44px;
    padding: 8px 12px;
    margin-bottom: 12px;
    font: var(--db-t-l) var(--db-font);
  }

  input[aria-invalid] {
    border-color: var(--db-error);
  }

  .fault {
    margin-bottom: 8px;
    font: var(--db-t-m) var(--db-font);
  }

  .fault .i {
    margin-top: 3px;
  }

  .btn.pri {
    min-height: 44px;
    font: var(--db-t-l) var(--db-font);
  }

  .mut {
    margin-top: 8px;
    font: var(--db-t-s) var(--db-font);
  }

  .other {
    position: absolute;
    top: 32px;
    right: 24px;
  }
`;
