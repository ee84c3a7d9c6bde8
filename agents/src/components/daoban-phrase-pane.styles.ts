import { css } from 'lit';

export const styles = css`
  wa-dialog {
    --width: min(820px, calc(100vw - 24px));
  }

  .two {
    display: grid;
    grid-template-columns: 280px 1fr;
    gap: 20px;
    min-height: 380px;
  }

  .list {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
    min-height: 0;
  }

  ul {
    flex: 1;
    max-height: 420px;
    overflow: auto;
    border-top: 1px solid var(--db-line);
  }

  li button {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 8px;
    align-items: baseline;
    width: 100%;
    padding: 6px 8px;
    border: 0;
    border-bottom: 1px solid var(--db-line);
    background: none;
    font: var(--db-t-s) var(--db-font);
    text-align: left;
    cursor: pointer;
  }

  li button:hover,
  li .on {
    background: var(--db-accent-tint);
  }

  li .on {
    box-shadow: inset 4px 0 0 var(--db-accent);
  }

  li button:focus-visible {
    outline-offset: -3px;
  }

  li span {
    grid-column: 1 / -1;
  }

  small,
  .count {
    font: var(--db-t-xs) var(--db-font);
  }

  .new {
    align-self: flex-start;
  }

  .none {
    padding: 8px 0;
  }

  @media (max-width: 767px) {
    .two {
      grid-template-columns: 1fr;
    }

    ul {
      max-height: 220px;
    }

    input,
    .new,
    li button {
      min-height: 44px;
    }

    input {
      font: var(--db-t-l) var(--db-font);
    }
  }
`;
