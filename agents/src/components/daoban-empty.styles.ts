import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    padding: 72px 64px;
    overflow: auto;
  }

  h2 {
    font: 700 var(--db-t-h2) var(--db-font);
  }

  p {
    margin-top: 4px;
    color: var(--db-ink-2);
    font: var(--db-t-l) var(--db-font);
  }

  dl {
    display: flex;
    flex-wrap: wrap;
    gap: 0;
    margin-top: 40px;
    border-top: 1px solid var(--db-line);
    max-width: 720px;
  }

  dl div {
    flex: 1 1 160px;
    padding: 16px 24px 0 0;
  }

  dl div + div {
    padding-left: 24px;
    border-left: 1px solid var(--db-line);
  }

  dt {
    color: var(--db-ink-3);
    font: var(--db-t-s) var(--db-font);
  }

  dd {
    font: 700 28px/38px var(--db-font);
  }

  small {
    color: var(--db-ink-2);
    font: var(--db-t-m) var(--db-font);
  }

  @media (max-width: 767px) {
    :host {
      padding: 24px 16px;
    }

    dl div,
    dl div + div {
      padding: 12px 0;
      border-left: 0;
      border-bottom: 1px solid var(--db-line);
    }
  }
`;
