import { css } from 'lit';

export const styles = css`
  :host {
    position: absolute;
    inset: auto 12px 100% 16px;
    z-index: 10;
    margin-bottom: -7px;
    background: var(--db-raised);
    border: 1px solid var(--db-edge);
    box-shadow: var(--db-shadow);
  }

  ul {
    max-height: min(230px, 30vh);
    overflow: auto;
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
    max-height: 88px;
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

  @media (forced-colors: active) {
    li[aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
