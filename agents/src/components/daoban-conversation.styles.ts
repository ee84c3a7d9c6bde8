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
    display: flex;
    gap: 12px;
    align-items: flex-start;
    padding: 8px 12px 8px 16px;
    border-bottom: 1px solid var(--db-line);
  }

  .whom {
    flex: 1;
    min-width: 0;
  }

  h2 {
    font: 700 16px/24px var(--db-font);
    overflow-wrap: anywhere;
  }

  .mut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .btn {
    flex: none;
  }

  daoban-thread {
    flex: 1;
    min-height: 0;
  }
`;
