import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
    background: var(--db-surface);
  }

  header {
    flex: none;
  }

  main {
    position: relative;
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template: minmax(0, 1fr) / 256px 408px minmax(0, 1fr);
  }

  main nav,
  daoban-conversation {
    border-right: 1px solid var(--db-line);
  }

  main nav {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
  }

  daoban-empty {
    grid-column: 2 / -1;
  }

  .tabs {
    display: none;
  }

  @media (min-width: 1600px) {
    main {
      grid-template-columns: 300px 560px minmax(0, 1fr);
    }
  }

  /* the room for offers is a band above all columns */
  @media (max-width: 1199px) {
    main nav {
      display: contents;
    }

    daoban-offer-room {
      grid-column: 1 / -1;
    }

    daoban-session-list,
    daoban-conversation,
    daoban-mirror,
    daoban-empty {
      grid-row: 2;
    }
  }

  /* the list becomes a rail */
  @media (min-width: 768px) and (max-width: 1199px) {
    main {
      grid-template: auto minmax(0, 1fr) / 56px minmax(0, 408px) minmax(0, 1fr);
    }

    daoban-session-list {
      border-right: 1px solid var(--db-line);
    }
  }

  @media (min-width: 768px) and (max-width: 1023px) {
    main {
      grid-template-columns: 56px minmax(0, 1fr) minmax(0, 1fr);
    }
  }

  @media (max-width: 767px) {
    main {
      grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    }

    daoban-session-list,
    daoban-conversation,
    daoban-mirror {
      display: none;
      border: 0;
    }

    main.sessions daoban-session-list,
    main.talk daoban-conversation,
    main.form daoban-mirror {
      display: flex;
    }

    main.sessions daoban-empty {
      display: none;
    }

    daoban-empty {
      grid-column: 1;
    }

    main.form daoban-mirror {
      overflow: auto;
    }

    .tabs {
      flex: none;
      display: grid;
      grid-template-columns: repeat(3, 1fr);
      border-top: 1px solid var(--db-edge);
      background: var(--db-sunken);
    }

    .tabs button {
      position: relative;
      display: flex;
      gap: 6px;
      align-items: center;
      justify-content: center;
      min-height: 48px;
      border: 0;
      border-top: 3px solid transparent;
      background: none;
      color: var(--db-ink-2);
      font: var(--db-t-w) var(--db-font);
    }

    .tabs .on {
      border-top-color: var(--db-accent);
      color: var(--db-ink);
    }

    .tabs button:focus-visible {
      outline-offset: -3px;
    }

    .count {
      min-width: 18px;
      padding: 0 4px;
      background: var(--db-error);
      color: var(--db-on-error);
      font: 700 12px/18px var(--db-font);
    }
  }
`;
