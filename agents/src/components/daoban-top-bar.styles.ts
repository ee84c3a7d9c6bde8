import { css } from 'lit';
import { menu } from '../styles/menu.ts';

export const styles = [
  menu,
  css`
    :host {
      display: flex;
      align-items: center;
      gap: 20px;
      height: 44px;
      padding: 0 8px 0 16px;
      border-bottom: 1px solid var(--db-edge);
      background: var(--db-sunken);
      white-space: nowrap;
    }

    h1 {
      display: flex;
      align-items: center;
      gap: 8px;
      font: 700 16px/24px var(--db-font);
    }

    h1 .i {
      color: var(--db-accent);
    }

    .line {
      display: flex;
      gap: 6px;
      align-items: center;
      font: var(--db-t-s) var(--db-font);
      color: var(--db-done);
    }

    .line.connecting {
      color: var(--db-ink-3);
    }

    .line.slow {
      color: var(--db-guide-ink);
    }

    .line.offline {
      color: var(--db-error);
    }

    .queues {
      display: flex;
      gap: 16px;
      flex: 1;
      min-width: 0;
      overflow: hidden;
      font: var(--db-t-s) var(--db-font);
      color: var(--db-ink-2);
    }

    .queues li {
      display: flex;
      flex: 0 1 auto;
      min-width: 56px;
    }

    .queues .rest {
      flex: none;
    }

    .queues .name {
      min-width: 0;
      margin-right: 4px;
      overflow: hidden;
      text-overflow: ellipsis;
    }

    .queues b {
      margin: 0 0 0 4px;
    }

    .queues .mut {
      color: var(--db-ink-3);
    }

    b {
      font-weight: 700;
      color: var(--db-ink);
    }

    b.late {
      color: var(--db-error);
    }

    .me {
      display: flex;
      align-items: center;
      gap: 12px;
      margin-left: auto;
    }

    .slots {
      display: flex;
      gap: 4px;
      align-items: center;
      font: var(--db-t-s) var(--db-font);
    }

    .slots i {
      width: 12px;
      height: 12px;
      border: 1.5px solid var(--db-accent);
    }

    .slots .used {
      background: var(--db-accent);
    }

    .slots span {
      margin-left: 4px;
    }

    .btn.who {
      gap: 6px;
      padding: 4px 6px;
      color: var(--db-ink);
    }

    .btn.muted {
      color: var(--db-guide-ink);
      gap: 6px;
    }

    .note {
      display: block;
      max-width: 220px;
      white-space: normal;
      color: var(--db-ink-3);
      font: var(--db-t-xs) var(--db-font);
    }

    @media (max-width: 1199px) {
      :host {
        gap: 12px;
      }

      .queues .rest,
      .queues li:nth-child(n + 3) {
        display: none;
      }
    }

    @media (max-width: 1023px) {
      .queues,
      .slots i,
      .muted span {
        display: none;
      }

      .slots span {
        margin: 0;
      }
    }

    @media (max-width: 767px) {
      :host {
        padding: 0 4px 0 12px;
        gap: 8px;
      }

      h1 span,
      .line span,
      .who span,
      time,
      .me > .icon-btn {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }

      .me {
        gap: 8px;
      }
    }
  `,
];
