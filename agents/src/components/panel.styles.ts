// What opens below a row of buttons: floats over the thread, takes as much room as it needs.
import { css } from 'lit';

export const panelStyles = css`
  :host {
    position: absolute;
    inset: calc(100% - 2px) 12px auto 16px;
    z-index: 3;
  }

  form {
    display: grid;
    gap: 8px;
    max-height: 56vh;
    overflow: auto;
    padding: 12px;
    border: 1px solid var(--db-edge);
    background: var(--db-raised);
    box-shadow: var(--db-shadow);
    font: var(--db-t-s) var(--db-font);
  }

  h3 {
    font: 700 14px/22px var(--db-font);
  }

  fieldset {
    display: grid;
    gap: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  label.pick {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 0 8px;
    align-items: baseline;
    min-height: 28px;
    padding: 4px 8px;
    cursor: pointer;
  }

  label.pick:has(:checked) {
    background: var(--db-accent-tint);
    box-shadow: inset 4px 0 0 var(--db-accent);
  }

  label.pick small {
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
  }

  label.pick .under {
    grid-column: 2 / -1;
  }

  .fits {
    margin-left: 8px;
    padding: 0 4px;
    border: 1px solid var(--db-done);
    color: var(--db-done);
    font: var(--db-t-xs) var(--db-font);
  }

  label.unfit {
    color: var(--db-ink-2);
  }

  .minutes {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
  }

  .btn[aria-pressed='true'] {
    border-color: var(--db-accent);
    background: var(--db-accent-tint);
    color: var(--db-accent);
  }

  .minutes input {
    width: 5em;
  }

  .do {
    display: flex;
    gap: 8px;
  }

  @media (forced-colors: active) {
    label.pick:has(:checked) {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }

  @media (max-width: 767px) {
    label.pick small {
      grid-column: 2 / -1;
    }

    label.pick,
    .btn {
      min-height: 44px;
    }
  }
`;
