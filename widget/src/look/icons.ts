import { html, type TemplateResult } from 'lit';

/** Drawn for us on a 24 grid, stroke 1.6, square caps, no fill. */
const PATHS = {
  mark: 'M3 19h6.5V9.5H13M13 4.5h8v9.5h-8z',
  close: 'M6 6l12 12M18 6L6 18',
  fold: 'M4 12h13M12 6.5l5.5 5.5-5.5 5.5M20.5 5v14',
  more: 'M4.5 12h1M11.5 12h1M18.5 12h1',
  headset: 'M4 14v-2a8 8 0 0 1 16 0v2M4 13h3v6H4zM17 13h3v6h-3zM20 19v2h-6',
  eye: 'M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12zM12 9.2a2.8 2.8 0 1 0 0 5.600 2.8 2.8 0 0 0 0-5.600z',
  tick: 'M5 12.5l5 5L19.5 7',
  ticks: 'M1.5 12.5l5 5L15 8M11 16l1.5 1.5L22.5 7',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 7v5.5l3.5 2',
  warn: 'M12 3.5L22 20.5H2zM12 10v5M12 17.5v.5',
  struck: 'M3 17h4v3H3zM10 13v7h4v-4M17 9.5V5h4v15h-1M3 3l18 18',
  bars: 'M3 17h4v3H3zM10 11.5h4V20h-4zM17 5h4v15h-4z',
  send: 'M4 11.5L20.5 4 14 20.5l-3-6.5zM11 14l9.5-10',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
} as const;

export type IconName = keyof typeof PATHS;

/** An icon; it always stands beside a word or in a named button, so it says nothing itself. */
export function icon(name: IconName, kind = ''): TemplateResult {
  return html`<svg class="i ${kind}" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]}></path></svg>`;
}
