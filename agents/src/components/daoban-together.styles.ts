import { css } from 'lit';

export const styles = css`
  :host {
    position: relative;
    display: block;
    padding: 3px 8px 3px 16px;
    border-bottom: 1px solid var(--db-line);
    font: var(--db-t-s) var(--db-font);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
  }

  .state {
    display: grid;
    flex: 1 1 0;
    min-width: 0;
    gap: 4px;
  }

  .ways {
    display: flex;
    flex: none;
    margin-inline-start: auto;
  }

  p {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    min-height: 26px;
  }

  p > span {
    flex: 1 1 12em;
  }

  p b {
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }

  .unseen {
    padding-inline: 8px;
    margin-inline-start: -8px;
    border: 1px dashed var(--db-edge);
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
