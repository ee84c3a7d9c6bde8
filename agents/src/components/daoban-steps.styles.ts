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
    height: 22px;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 3px;
    padding: 0 2px;
    font: 12px/18px var(--db-font);
    background: var(--db-sunken);
    color: var(--db-ink-2);
    border: 1px solid var(--db-line);
  }

  .on,
  .bad {
    flex: 4 1 120px;
    padding: 0 8px;
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
