import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    flex: none;
    height: 268px;
    padding: 8px;
  }

  .idle {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 4px;
    height: 252px;
    padding: 12px;
    border: 1px dashed var(--db-line);
  }

  h2 {
    display: flex;
    gap: 8px;
    align-items: flex-start;
    font: 700 14px/22px var(--db-font);
  }

  h2 .i {
    width: 14px;
    height: 14px;
    margin-top: 4px;
    color: var(--db-ink-2);
  }

  h2.good .i {
    color: var(--db-done);
  }

  h2.half .i {
    color: var(--db-guide);
  }

  h2.bad .i {
    color: var(--db-error);
  }

  p {
    font: var(--db-t-s) var(--db-font);
    color: var(--db-ink-2);
  }

  .btn {
    margin-top: 8px;
    min-width: 128px;
  }

  .outcome:not(:empty) {
    align-self: stretch;
    padding: 4px 8px;
    margin-bottom: 4px;
    background: var(--db-sunken);
    border-left: 3px solid var(--db-edge);
    color: var(--db-ink);
  }

  @media (max-width: 1199px) {
    :host {
      position: absolute;
      z-index: 30;
      top: 0;
      left: 0;
      width: 304px;
      height: auto;
      background: none;
    }

    :host(:not(.ringing)) {
      display: none;
    }
  }

  @media (max-width: 767px) {
    :host,
    :host(:not(.ringing)) {
      position: static;
      display: block;
      width: auto;
    }

    .idle {
      height: auto;
      min-height: 120px;
    }
  }
`;
