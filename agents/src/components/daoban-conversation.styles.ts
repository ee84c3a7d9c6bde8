import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    background: var(--db-surface);
  }

  header {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    gap: 0 12px;
    align-items: start;
    padding: 8px 12px 8px 16px;
    border-bottom: 1px solid var(--db-line);
  }

  h2 {
    font: 700 16px/24px var(--db-font);
    overflow-wrap: anywhere;
  }

  header .mut,
  .acts {
    grid-column: 1 / -1;
  }

  header .mut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    margin-top: 4px;
  }

  header > .end {
    grid-column: 3;
  }

  @media (max-width: 767px) {
    header .btn.xs {
      min-height: 44px;
    }

    header > .end {
      grid-row: span 2;
    }

    header .mut {
      grid-column: 1 / 3;
    }

    .acts {
      gap: 4px;
    }

    .acts .btn.xs {
      padding-inline: 6px;
    }
  }

  .to {
    padding: 4px 16px 0;
    border-top: 1px solid var(--db-edge);
    color: var(--db-ink-2);
    font: 700 13px/20px var(--db-font);
  }

  .to + daoban-composer {
    border-top: 0;
    padding-top: 2px;
  }

  daoban-thread {
    flex: 1;
    min-height: 0;
  }

  /* the newest message stays readable beside what is found */
  daoban-thread:has(~ daoban-composer[finding]) {
    min-height: 112px;
  }

  /* a laptop at 200 %: the column scrolls as one before the thread loses its height */
  @media (max-height: 559px) {
    :host {
      overflow-y: auto;
    }

    header,
    daoban-questions,
    daoban-composer,
    daoban-aside,
    daoban-wrap-up {
      flex: none;
    }

    daoban-thread {
      flex: 1 0 160px;
    }
  }
`;
