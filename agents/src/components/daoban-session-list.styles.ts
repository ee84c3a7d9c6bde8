import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-height: 0;
  }

  .head {
    display: flex;
    justify-content: space-between;
    padding: 4px 12px 6px 16px;
    font: var(--db-t-s) var(--db-font);
    color: var(--db-ink-2);
  }

  ul {
    position: relative;
    min-height: 0;
    overflow: auto;
  }

  .item {
    position: relative;
    display: block;
    width: 100%;
    padding: 8px 12px 9px 16px;
    border: 0;
    border-top: 1px solid var(--db-line);
    border-radius: 0;
    background: none;
    text-align: left;
    cursor: pointer;
    transition: background-color var(--db-fast) var(--db-ease);
  }

  .item:hover {
    background: var(--db-sunken);
  }

  .item:focus-visible {
    outline-offset: -3px;
  }

  .item.on {
    background: var(--db-accent-tint);
    box-shadow: inset 4px 0 0 var(--db-accent);
  }

  .name {
    display: flex;
    gap: 8px;
    align-items: flex-start;
  }

  b {
    flex: 1;
    min-width: 0;
    font: 700 14px/20px var(--db-font);
    display: -webkit-box;
    -webkit-line-clamp: 2;
    -webkit-box-orient: vertical;
    overflow: hidden;
    overflow-wrap: anywhere;
  }

  .initial {
    display: none;
    font-style: normal;
  }

  .count {
    min-width: 18px;
    padding: 0 4px;
    text-align: center;
    font: 700 12px/18px var(--db-font);
    background: var(--db-error);
    color: var(--db-on-error);
    forced-color-adjust: none;
  }

  .about {
    display: block;
    font: var(--db-t-s) var(--db-font);
    color: var(--db-ink-2);
  }

  .standing {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    margin-top: 1px;
    font: var(--db-t-s) var(--db-font);
    color: var(--db-ink-2);
  }

  .standing.late {
    color: var(--db-error);
  }

  .none {
    padding: 4px 16px;
    font: var(--db-t-s) var(--db-font);
  }

  .day {
    margin-top: auto;
    padding: 8px 16px;
    border-top: 1px solid var(--db-line);
    font: var(--db-t-xs) var(--db-font);
    color: var(--db-ink-3);
  }

  @media (min-width: 768px) and (max-width: 1199px) {
    .head,
    b,
    .about,
    .word,
    .none,
    .day {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    .item {
      min-height: 64px;
      padding: 8px 4px;
      text-align: center;
    }

    .name,
    .standing {
      justify-content: center;
    }

    .initial {
      display: block;
      font: 700 20px/28px var(--db-font);
    }

    .count {
      position: absolute;
      top: 4px;
      right: 4px;
    }
  }
`;
