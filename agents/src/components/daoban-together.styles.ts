import { css } from 'lit';

export const styles = css`
  /* its parts stand in the row of the head, or below it */
  :host {
    display: contents;
  }

  .ways {
    display: flex;
    flex: none;
    margin-inline-start: auto;
  }

  p {
    display: flex;
    flex: 1 0 100%;
    flex-wrap: wrap;
    gap: 0 6px;
    align-items: center;
    min-width: 0;
    min-height: 26px;
    font: var(--db-t-s) var(--db-font);
  }

  p > span {
    flex: 1 1 calc(100% - 24px);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  p > .i + span:has(+ .btn:last-child),
  .late > span {
    flex-basis: 8em;
  }

  p b {
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }

  .late {
    color: var(--db-error);
  }

  @media (max-width: 767px) {
    .btn.xs {
      min-height: 44px;
      padding-inline: 6px;
    }
  }
`;
