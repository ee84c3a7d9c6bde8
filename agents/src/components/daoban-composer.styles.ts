import { css } from 'lit';

export const styles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-height: 0;
    padding: 8px 12px 10px 16px;
    border-top: 1px solid var(--db-edge);
  }

  textarea,
  .row,
  .unfilled,
  daoban-upload-list {
    flex: none;
  }

  textarea {
    min-height: 78px;
    max-height: 200px;
    padding: 6px 10px;
    field-sizing: content;
  }

  textarea:focus-visible {
    outline-offset: -1px;
  }

  :host([hangs]) {
    background: var(--db-accent-tint);
    outline: 2px dashed var(--db-accent);
    outline-offset: -4px;
  }

  daoban-upload-list {
    max-height: 40vh;
    margin-top: 6px;
    overflow-y: auto;
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    margin-top: 6px;
  }

  .row .pri {
    margin-left: auto;
  }

  .row span {
    font: var(--db-t-s) var(--db-font);
  }

  .unfilled {
    color: var(--db-error);
    font: var(--db-t-s) var(--db-font);
  }

  .row .anyway {
    margin-left: auto;
  }

  .row .anyway + .pri {
    margin-left: 0;
  }

  .over {
    color: var(--db-error);
  }

  /* a laptop at 200 %: what is said needs the room more */
  @media (max-height: 559px) {
    textarea {
      min-height: 44px;
      max-height: 88px;
    }
  }

  @media (max-width: 767px) {
    .btn {
      min-height: 44px;
    }
  }
`;
