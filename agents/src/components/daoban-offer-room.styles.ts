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
    background: var(--db-sunken);
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
    background: var(--db-surface);
    border-left: 3px solid var(--db-edge);
    color: var(--db-ink);
  }

  @media (min-width: 768px) and (max-width: 1199px) {
    :host {
      height: 72px;
      padding: 6px;
      border-bottom: 1px solid var(--db-line);
    }

    .idle {
      flex-direction: row;
      align-items: center;
      gap: 16px;
      height: 60px;
      padding: 4px 12px;
    }

    .idle p {
      min-width: 0;
    }

    .btn {
      margin: 0 0 0 auto;
    }

    .outcome:not(:empty) {
      order: 2;
      align-self: center;
      margin: 0 0 0 auto;
    }

    .outcome:not(:empty) ~ .btn {
      order: 3;
      margin: 0;
    }
  }

  @media (max-width: 767px) {
    :host {
      height: auto;
    }

    .idle {
      height: auto;
      min-height: 120px;
    }

    :host([strip]) {
      padding: 0;
    }

    :host([strip]) .idle {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 2px 12px;
      align-items: center;
      min-height: 0;
      padding: 8px 12px;
      border-bottom: 1px solid var(--db-line);
    }

    :host([strip]) .idle :is(h2, p) {
      grid-column: 1;
    }

    :host([strip]) .btn {
      grid-column: 2;
      grid-row: 1 / span 4;
      min-height: 44px;
      margin: 0;
    }

    /* the status in the top bar says as much */
    :host([strip]) :is(.quiet, .brief > :not(.outcome)) {
      display: none;
    }
  }
`;
