import { css } from 'lit';

export const styles = css`
  /* it takes its room from the thread, which stays at its end; with little room the list gives way first */
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    margin-bottom: 8px;
    background: var(--db-raised);
    border: 1px solid var(--db-edge);
  }

  section {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }

  ul {
    flex: 0 1 auto;
    min-height: 84px;
    max-height: min(196px, 24vh);
    overflow: auto;
  }

  ul:empty {
    display: none;
  }

  .preview,
  footer {
    flex: none;
  }

  li {
    display: flex;
    gap: 12px;
    align-items: baseline;
    justify-content: space-between;
    min-height: 28px;
    padding: 4px 12px;
    font: var(--db-t-s) var(--db-font);
    cursor: pointer;
  }

  li[aria-selected='true'] {
    background: var(--db-accent-tint);
    box-shadow: inset 4px 0 0 var(--db-accent);
  }

  li > .cut {
    flex: 1;
    min-width: 0;
  }

  small {
    display: flex;
    flex: none;
    gap: 4px;
    max-width: 55%;
    white-space: nowrap;
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
  }

  small .cut {
    min-width: 0;
  }

  .none {
    padding: 8px 12px;
    color: var(--db-ink-2);
    font: var(--db-t-s) var(--db-font);
  }

  .preview {
    display: flex;
    gap: 12px;
    align-items: flex-start;
    justify-content: space-between;
    padding: 8px 12px;
    border-top: 1px solid var(--db-line);
    background: var(--db-sunken);
  }

  .preview p {
    max-height: 66px;
    overflow: auto;
    font: var(--db-t-m) var(--db-font);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }

  .preview .btn {
    flex: none;
  }

  mark {
    background: var(--db-guide-tint);
    color: var(--db-guide-ink);
  }

  footer {
    display: flex;
    gap: 12px;
    align-items: center;
    justify-content: space-between;
    padding: 2px 4px 2px 12px;
    border-top: 1px solid var(--db-line);
    font: var(--db-t-xs) var(--db-font);
  }

  .fault {
    padding: 4px 12px;
  }

  @media (max-width: 767px) {
    li {
      align-items: center;
      min-height: 44px;
    }

    .preview {
      flex-direction: column;
    }

    .btn {
      min-height: 44px;
    }
  }

  /* a laptop at 200 %: there is no room to take, so it lies over the column */
  @media (max-height: 559px) {
    :host {
      position: absolute;
      inset: auto 12px 100% 16px;
      z-index: 10;
      margin-bottom: -7px;
      box-shadow: var(--db-shadow);
    }

    ul {
      max-height: 30vh;
    }
  }

  @media (forced-colors: active) {
    li[aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
