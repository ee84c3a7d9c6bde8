import { css } from 'lit';

export const styles = css`
  ol {
    display: flex;
    gap: 3px;
    margin-top: 6px;
  }

  li {
    flex: 1 1 30px;
    min-width: 30px;
    font: 12px/18px var(--db-font);
    background: var(--db-sunken);
    color: var(--db-ink-2);
    border: 1px solid var(--db-line);
  }

  wa-dropdown {
    display: block;
  }

  .inside {
    display: flex;
    gap: 3px;
    align-items: center;
    justify-content: center;
    width: 100%;
    height: 24px;
    padding: 0 2px;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
  }

  button.inside {
    cursor: pointer;
  }

  button.inside:hover {
    box-shadow: inset 0 -2px 0 currentColor;
  }

  :is(.on, .bad) .inside {
    padding: 0 8px;
  }

  .on,
  .bad {
    flex: 4 1 120px;
  }

  .bad {
    border-color: var(--db-error);
    color: var(--db-error);
    background: var(--db-error-tint);
  }

  .on {
    background: var(--db-accent);
    border-color: var(--db-accent);
    color: var(--db-on-accent);
    forced-color-adjust: none;
  }

  .on.bad {
    background: var(--db-error);
    border-color: var(--db-error);
    color: var(--db-on-error);
  }

  .word {
    flex: none;
  }

  svg.i {
    width: 12px;
    height: 12px;
    color: var(--db-done);
  }

  .on svg.i {
    color: inherit;
  }
`;
