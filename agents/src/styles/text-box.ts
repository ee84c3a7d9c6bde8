// Where text is typed or chosen. Internal words are told apart from the reply by a dashed edge, which their own styles add.
import { css } from 'lit';

export const textBox = css`
  textarea,
  select,
  input:where(:not([type='radio'], [type='checkbox'])) {
    width: 100%;
    min-height: 32px;
    padding: 4px 8px;
    border: 1px solid var(--db-edge);
    border-radius: var(--db-r);
    background: var(--db-surface);
    color: var(--db-ink);
    font: var(--db-t-m) var(--db-font);
  }

  textarea {
    display: block;
    resize: none;
  }

  ::placeholder {
    color: var(--db-ink-3);
    opacity: 1;
  }

  /* a thumb's height; smaller type makes a phone zoom in */
  @media (max-width: 767px) {
    textarea,
    select,
    input:where(:not([type='radio'], [type='checkbox'])) {
      min-height: 44px;
      font: var(--db-t-l) var(--db-font);
    }
  }
`;
