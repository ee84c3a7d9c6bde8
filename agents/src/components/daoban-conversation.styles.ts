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
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 12px;
    align-items: start;
    padding: 8px 12px 8px 16px;
    border-bottom: 1px solid var(--db-line);
  }

  h2 {
    font: 700 16px/24px var(--db-font);
    overflow-wrap: anywhere;
  }

  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    justify-content: flex-end;
  }

  header .mut {
    grid-column: 1 / -1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  daoban-thread {
    flex: 1;
    min-height: 0;
  }
`;
