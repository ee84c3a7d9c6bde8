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
    .origin span,
    .how span,
    .text span,
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

    .origin {
      flex: none;
      color: var(--db-ink);
    }

    /* whence it comes takes the room of the second lines */
    .again :is(.place, .er span) {
      -webkit-line-clamp: 1;
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

    .fault .i {
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

    /* beside the rail: one band of the width of the window */
    @media (min-width: 768px) and (max-width: 1199px) {
      :host {
        height: 60px;
      }

      article {
        display: grid;
        grid-template-columns: 96px minmax(0, 1fr) auto;
        grid-template-rows: auto 3px;
        gap: 2px 16px;
        align-items: center;
        padding: 6px 8px 6px 12px;
      }

      header {
        display: block;
      }

      h2 {
        font: var(--db-t-xs) var(--db-font);
      }

      .left {
        font: 700 18px/24px var(--db-font);
      }

      progress {
        grid-row: 2;
        margin: 0;
      }

      .subject {
        grid-row: 1 / -1;
        display: grid;
        grid-template-columns: minmax(0, auto) auto 1fr;
        gap: 2px 12px;
        align-items: baseline;
      }

      .name,
      .origin span,
      .how span,
      .text span,
      .place,
      .er span {
        -webkit-line-clamp: 1;
      }

      .facts,
      .how,
      .fault {
        grid-row: 1;
        grid-column: 2;
      }

      .what {
        grid-row: 2;
        grid-column: 1 / -1;
        display: flex;
        gap: 12px;
      }

      .er {
        margin: 0;
      }

      .do {
        grid-row: 1 / -1;
        grid-column: 3;
        margin: 0;
      }
    }

    @media (max-width: 767px) {
      :host {
        height: auto;
      }

      .do {
        margin-top: 8px;
      }

      .btn {
        min-height: 44px;
      }

      :host([strip]) article {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        grid-template-rows: auto 3px auto;
        gap: 4px 12px;
        padding: 6px 12px 8px;
        border-width: 3px 0 1px;
      }

      :host([strip]) header,
      :host([strip]) progress {
        grid-column: 1 / -1;
        margin: 0;
      }

      :host([strip]) :is(.name, .how span, .text span, .place, .er span) {
        -webkit-line-clamp: 1;
      }

      :host([strip]) .do {
        align-self: center;
        margin: 0;
      }
    }

    @media (max-width: 519px) {
      :host([strip]) .do {
        grid-column: 1 / -1;
      }
    }
  `,
];
