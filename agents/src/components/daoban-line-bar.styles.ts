import { css } from 'lit';

export const styles = css`
  .bar {
    display: flex;
    gap: 10px;
    align-items: center;
    min-height: 36px;
    padding: 4px 8px 4px 16px;
    border-bottom: 1px solid var(--db-line);
    font: var(--db-t-m) var(--db-font);
  }

  .bar span {
    flex: 1;
  }

  .slow {
    background: var(--db-guide-tint);
  }

  .slow .i {
    color: var(--db-guide);
  }

  .off {
    background: var(--db-error-tint);
  }

  .off .i {
    color: var(--db-error);
  }

  .back {
    background: var(--db-done-tint);
  }

  .back .i {
    color: var(--db-done);
  }
`;
