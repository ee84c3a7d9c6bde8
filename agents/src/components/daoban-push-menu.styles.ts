import { css } from 'lit';

export const styles = css`
  :host {
    position: absolute;
    inset: auto 12px calc(100% - 4px) 16px;
    z-index: 2;
  }

  section {
    padding: 8px 0 4px;
    border: 1px solid var(--db-edge);
    background: var(--db-raised);
    box-shadow: var(--db-shadow);
    font: var(--db-t-s) var(--db-font);
  }

  input {
    display: block;
    width: calc(100% - 16px);
    margin: 0 8px 4px;
  }

  ul {
    max-height: 224px;
    overflow: auto;
  }

  li {
    display: flex;
    gap: 12px;
    align-items: baseline;
    justify-content: space-between;
    min-height: 28px;
    padding: 4px 12px;
    cursor: pointer;
  }

  li[aria-selected='true'] {
    background: var(--db-accent-tint);
    box-shadow: inset 4px 0 0 var(--db-accent);
  }

  li span {
    overflow-wrap: anywhere;
  }

  small {
    flex: none;
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
  }

  p {
    padding: 4px 12px;
  }

  @media (forced-colors: active) {
    li[aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }

  @media (max-width: 767px) {
    li {
      min-height: 44px;
    }
  }
`;
