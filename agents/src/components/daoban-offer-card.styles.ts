import { css } from 'lit';
import { menu } from '../styles/menu.ts';

export const styles = [
  menu,
  css`
    :host {
      display: block;
      height: 252px;
    }

    article {
      display: flex;
      flex-direction: column;
      height: 100%;
      padding: 8px 12px 12px;
      border: 1px solid var(--db-accent);
      border-top: 3px solid var(--db-accent);
      background: var(--db-accent-tint);
    }

    header {
      display: flex;
      align-items: baseline;
      justify-content: space-between;
      gap: 8px;
    }

    h2 {
      font: 700 14px/22px var(--db-font);
    }

    .more {
      font: var(--db-t-xs) var(--db-font);
      color: var(--db-ink-2);
    }

    .left {
      font: 700 20px/26px var(--db-font);
      white-space: nowrap;
    }

    .last {
      color: var(--db-error);
    }

    progress {
      display: block;
      width: 100%;
      height: 3px;
      margin: 4px 0 6px;
      border: 0;
      appearance: none;
      background: var(--db-line);
      flex: none;
    }

    progress::-webkit-progress-bar {
      background: var(--db-line);
    }

    progress::-webkit-progress-value {
      background: var(--db-accent);
    }

    progress::-moz-progress-bar {
      background: var(--db-accent);
    }

    .name,
    .place,
    .er span {
      display: -webkit-box;
      -webkit-line-clamp: 2;
      -webkit-box-orient: vertical;
      overflow: hidden;
      overflow-wrap: anywhere;
    }

    .name {
      flex: none;
      font: 700 14px/20px var(--db-font);
    }

    p {
      font: var(--db-t-s) var(--db-font);
      color: var(--db-ink-2);
    }

    .er {
      display: flex;
      gap: 4px;
      margin: 2px 0;
      color: var(--db-error);
    }

    .er .i {
      margin-top: 2px;
    }

    .facts {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    .due {
      color: var(--db-error);
    }

    .do {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: 8px;
      margin-top: auto;
    }

    @media (max-width: 1199px) {
      :host {
        height: auto;
        box-shadow: var(--db-shadow);
      }

      .do {
        margin-top: 8px;
      }
    }

    @media (max-width: 767px) {
      :host {
        box-shadow: none;
      }

      .btn {
        min-height: 44px;
      }
    }
  `,
];
