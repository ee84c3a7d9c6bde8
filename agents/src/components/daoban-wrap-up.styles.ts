import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    position: relative;
    flex: none;
    max-height: 62%;
    overflow: auto;
    padding: 10px 12px 12px 16px;
    border-top: 3px solid var(--db-accent);
    background: var(--db-surface);
  }

  h3 {
    font: 700 15px/22px var(--db-font);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    min-width: 0;
    margin: 8px 0 0;
    padding: 0;
    border: 0;
  }

  legend,
  label[for] {
    display: block;
    padding: 0;
    margin-bottom: 2px;
    font: var(--db-t-s) var(--db-font);
    color: var(--db-ink-2);
  }

  label[for] {
    margin: 8px 0 2px;
  }

  .choice {
    position: relative;
    display: inline-flex;
    align-items: center;
    min-height: 28px;
    padding: 3px 9px;
    background: none;
    border: 1px solid var(--db-edge);
    border-radius: var(--db-r);
    font: var(--db-t-s) var(--db-font);
    cursor: pointer;
  }

  .told {
    flex-basis: 100%;
    display: flex;
    gap: 4px;
    align-items: center;
    font: var(--db-t-s) var(--db-font);
    color: var(--db-ink-2);
  }

  .told .i {
    flex: none;
  }

  .told.filed .i {
    color: var(--db-done);
  }

  .told.refused .i {
    color: var(--db-error);
  }

  .more {
    border-color: transparent;
    color: var(--db-accent);
  }

  .choice:hover {
    border-color: var(--db-accent);
    color: var(--db-accent);
  }

  .choice.on {
    background: var(--db-accent-tint);
    border-color: var(--db-accent);
    box-shadow: inset 0 0 0 1px var(--db-accent);
    color: var(--db-ink);
  }

  .choice:focus-visible,
  .choice:has(:focus-visible) {
    outline: 3px solid var(--db-accent);
    outline-offset: 2px;
  }

  textarea {
    min-height: 52px;
    padding: 4px 10px;
    field-sizing: content;
    max-height: 96px;
  }

  .fault {
    margin-top: 6px;
  }

  .do {
    display: flex;
    gap: 8px;
    margin-top: 10px;
  }

  @media (forced-colors: active) {
    .choice.on {
      outline: 3px solid Highlight;
    }
  }
`;
