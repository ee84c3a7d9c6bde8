import { css } from 'lit';

export const styles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
  }

  .loading {
    padding: 16px;
  }

  .earlier {
    align-self: center;
    flex: none;
  }

  .log {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 8px 12px 0 16px;
  }

  .log:focus-visible {
    outline-offset: -3px;
  }

  .push {
    margin-top: auto;
  }

  .happened {
    padding: 2px 8px;
    text-align: center;
    text-wrap: pretty;
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
  }

  .m {
    align-self: flex-start;
    max-width: min(86%, 44em);
  }

  .m p {
    width: fit-content;
    padding: 5px 10px;
    font: var(--db-t-m) var(--db-font);
    text-wrap: pretty;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .theirs p {
    background: var(--db-sunken);
    border-left: 3px solid var(--db-edge);
  }

  .own {
    align-self: flex-end;
  }

  .own p {
    margin-left: auto;
    background: var(--db-accent-tint);
  }

  .aside p {
    border: 1px dashed var(--db-edge);
    background: var(--db-surface);
    color: var(--db-ink-2);
  }

  .failed p {
    box-shadow: inset 0 0 0 1px var(--db-error);
  }

  /* written for officers: dashed and across, like nothing that was said */
  .note {
    padding: 3px 10px 5px;
    border: 1px dashed var(--db-edge);
    background: var(--db-sunken);
  }

  .note p {
    font: var(--db-t-m) var(--db-font);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  small {
    display: flex;
    gap: 4px;
    align-items: center;
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
    white-space: nowrap;
  }

  .own small {
    justify-content: flex-end;
  }

  small .i {
    width: 14px;
    height: 14px;
  }

  small.read {
    color: var(--db-accent);
  }

  small.failed {
    flex-wrap: wrap;
    color: var(--db-error);
    white-space: normal;
  }

  small .btn {
    font: var(--db-t-xs) var(--db-font);
    padding: 1px 4px;
  }

  .peer {
    min-height: 18px;
    padding-bottom: 4px;
    color: var(--db-ink-3);
    font: var(--db-t-xs) var(--db-font);
    flex: none;
  }

  .new {
    position: absolute;
    bottom: 8px;
    left: 50%;
    translate: -50% 0;
    gap: 4px;
    box-shadow: var(--db-shadow);
  }
`;
