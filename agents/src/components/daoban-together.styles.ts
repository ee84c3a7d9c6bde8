import { css } from 'lit';

export const styles = css`
  :host {
    position: relative;
    display: block;
    padding: 3px 8px 3px 16px;
    border-bottom: 1px solid var(--db-line);
    font: var(--db-t-s) var(--db-font);
  }

  .ways {
    display: flex;
    flex: none;
    margin-inline-start: auto;
  }

  p {
    display: flex;
    flex-wrap: wrap;
    gap: 0 6px;
    align-items: center;
    min-height: 26px;
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
    .btn {
      min-height: 44px;
    }
  }
`;
