// Icons of files, on the grid of the others: 24, stroke 1.6, square caps. Always beside a word or in a named button.
import { html, type TemplateResult } from 'lit';

const PATHS = {
  clip: 'M20 11.5l-8.300 8.300a5 5 0 0 1-7-7L13 4.500a3.300 3.300 0 0 1 4.700 4.700L9.500 17.300a1.600 1.600 0 0 1-2.300-2.300l7.300-7.300',
  camera: 'M3 7.500h4.500L9 5h6l1.500 2.500H21V19H3zM12 9.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7z',
  paper: 'M5 3.500h9.500L19 8v12.500H5zM14 3.500V8.500h5',
  picture: 'M3.500 4.500h17v15h-17zM3.500 16l5-5 4 4 3-3 5 5M15.500 8h1',
  save: 'M12 4v11M7 10.500l5 5 5-5M4.500 19.500h15',
  look: 'M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM15.500 15.500L20.500 20.500',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  turn: 'M18.500 12a6.500 6.500 0 1 1-2-4.700M17 3.500v4.500h-4.500',
  cover: 'M4 6h16v12H4zM4 6h10v7H4z',
  print: 'M7 8.500V3.500h10v5M7 16.500H3.500v-8h17v8H17M7 13.500h10v7H7z',
  close: 'M6 6l12 12M18 6L6 18',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4.500l12 7.500-12 7.500z',
  again: 'M19 12a7 7 0 1 1-2-4.900M19 3.500v4.500h-4.500',
  fit: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  warn: 'M12 3.500L22 20.500H2zM12 10v5M12 17.500v.500',
  clock: 'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17M12 7v5.500l3.500 2',
} as const;

export type FileIcon = keyof typeof PATHS;

export function fileIcon(name: FileIcon): TemplateResult {
  return html`<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]}></path></svg>`;
}
