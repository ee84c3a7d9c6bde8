// A drawer under the head of the talk: non-modal, over the thread, gone with Esc. What is written in it is kept.
import { css } from 'lit';

export const drawerStyles = css`
  :host {
    position: absolute;
    inset: 100% 0 auto 0;
    z-index: 6;
    display: block;
  }

  section {
    display: flex;
    flex-direction: column;
    max-height: min(560px, max(240px, calc(100dvh - 190px)));
    border: 1px solid var(--db-edge);
    border-width: 1px 0;
    background: var(--db-raised);
    box-shadow: var(--db-shadow);
  }

  .top {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 6px 6px 0 16px;
  }

  h3 {
    flex: 1;
    font: 700 15px/24px var(--db-font);
  }

  .hidden-mark {
    display: inline-flex;
    gap: 4px;
    align-items: center;
    color: var(--db-ink-2);
    font: var(--db-t-s) var(--db-font);
  }

  label[for] {
    display: block;
    margin: 8px 0 2px;
    font: var(--db-t-s) var(--db-font);
    color: var(--db-ink-2);
  }

  /* written for officers: never looks like the reply */
  textarea {
    min-height: 52px;
    max-height: 120px;
    padding: 5px 10px;
    border: 1px dashed var(--db-edge);
    background: var(--db-sunken);
    field-sizing: content;
  }

  .do {
    display: flex;
    gap: 8px;
    align-items: center;
    margin-top: 8px;
  }

  .do .mut {
    font: var(--db-t-s) var(--db-font);
  }

  .foot {
    flex: none;
    padding: 0 12px 12px 16px;
    border-top: 1px solid var(--db-line);
  }

  @media (max-width: 767px) {
    .btn {
      min-height: 44px;
    }

    .icon-btn {
      width: 44px;
      height: 44px;
    }
  }
`;
