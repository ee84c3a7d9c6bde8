import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    background: var(--db-surface);
  }

  header {
    flex: none;
    padding: 8px 16px;
    border-bottom: 1px solid var(--db-line);
  }

  h2 {
    display: flex;
    gap: 12px;
    align-items: baseline;
    font: 700 14px/22px var(--db-font);
  }

  h2 .cut {
    min-width: 0;
  }

  .live {
    display: flex;
    gap: 4px;
    align-items: center;
    margin-left: auto;
    color: var(--db-accent);
    font: var(--db-t-s) var(--db-font);
    white-space: nowrap;
  }

  .live.off {
    color: var(--db-ink-3);
  }

  .meta {
    display: flex;
    gap: 2px 16px;
    color: var(--db-ink-2);
    font: var(--db-t-s) var(--db-font);
    white-space: nowrap;
  }

  .meta .cut {
    min-width: 0;
  }

  .due {
    color: var(--db-error);
  }

  .filed {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    align-items: center;
    margin-top: 6px;
    padding: 4px 8px;
    border-left: 4px solid var(--db-done);
    background: var(--db-done-tint);
    color: var(--db-ink-2);
    font: var(--db-t-s) var(--db-font);
    overflow-wrap: anywhere;
  }

  .filed :is(b, .i) {
    color: var(--db-done);
  }

  .filed b {
    font-weight: 700;
  }

  .none {
    padding: 16px;
  }

  .halves {
    display: none;
  }

  .two {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr) 236px;
  }

  .form {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    border-right: 1px solid var(--db-line);
  }

  daoban-fields {
    flex: 1;
    min-height: 0;
  }

  .two.alone {
    grid-template-columns: minmax(0, 1fr);
  }

  .alone .form {
    border: 0;
  }

  @media (min-width: 1600px) {
    .two:not(.alone) {
      grid-template-columns: minmax(0, 1fr) 380px;
    }
  }

  @media (max-width: 1199px) {
    .halves {
      display: flex;
      flex: none;
      gap: 16px;
      padding: 0 16px;
      border-bottom: 1px solid var(--db-line);
      background: var(--db-sunken);
    }

    .halves button {
      min-height: 32px;
      padding: 4px 0 2px;
      border: 0;
      border-bottom: 3px solid transparent;
      background: none;
      color: var(--db-ink-2);
      font: var(--db-t-s) var(--db-font);
      cursor: pointer;
    }

    .halves .on {
      color: var(--db-ink);
      border-bottom-color: var(--db-accent);
    }

    .two {
      grid-template-columns: minmax(0, 1fr);
    }

    .only-form > daoban-explanation,
    .only-explanation > .form {
      display: none;
    }

    .form {
      border: 0;
    }

    .meta {
      flex-wrap: wrap;
    }
  }

  @media (max-width: 767px) {
    /* one column: the page of the form scrolls as a whole */
    :host {
      position: relative;
      overflow: auto;
    }

    .two,
    daoban-fields {
      flex: none;
    }

    .halves button {
      min-height: 44px;
    }
  }
`;
