// Icons, drawn inline: 24 grid, stroke 1.6, square caps. Decorative by default; a word always stands beside them.
import { svg, type SVGTemplateResult, type TemplateResult, html } from 'lit';

const SHAPES = {
  mark: svg`<path d="M3 19h6.5V9.5H13M13 4.5h8V14h-8z"/>`,
  tick: svg`<path d="M5 12.5l5 5L19.5 7"/>`,
  tick2: svg`<path d="M1.5 12.5l5 5L15 8M11 16l1.5 1.5L22.5 7"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.5l3.5 2"/>`,
  warn: svg`<path d="M12 3.5L22 20.500H2zM12 10v5M12 17.5v.5"/>`,
  down: svg`<path d="M6 9.5l6 6 6-6"/>`,
  right: svg`<path d="M9.5 6l6 6-6 6"/>`,
  eye: svg`<path d="M2.5 12C5 7.5 8.3 5.5 12 5.500s7 2 9.5 6.500c-2.5 4.5-5.8 6.5-9.5 6.500S5 16.5 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>`,
  eyeOff: svg`<path d="M2.5 12C5 7.5 8.3 5.5 12 5.500s7 2 9.5 6.500c-2.5 4.5-5.8 6.5-9.5 6.500S5 16.5 2.5 12zM4 3.500l16 17"/>`,
  line: svg`<path d="M3 17h4v3H3zM10 11.500h4V20h-4zM17 5h4v15h-4z"/>`,
  off: svg`<path d="M3 17h4v3H3zM10 13v7h4v-4M17 9.500V5h4v15h-1M3 3l18 18"/>`,
  arrow: svg`<path d="M4 12h15M13 6l6 6-6 6"/>`,
  square: svg`<path d="M4 4h16v16H4z"/>`,
  squareFull: svg`<path d="M4 4h16v16H4z" fill="currentColor"/>`,
  squareHalf: svg`<path d="M4 4h16v16H4z"/><path d="M4 20L20 4v16z" fill="currentColor"/>`,
  close: svg`<path d="M5.5 5.500l13 13M18.5 5.500l-13 13"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  sound: svg`<path d="M4 9.500h4l5-4.500v14l-5-4.500H4zM16.5 9a4 4 0 0 1 0 6M19 6.500a8 8 0 0 1 0 11"/>`,
  mute: svg`<path d="M4 9.500h4l5-4.500v14l-5-4.500H4zM16.5 9.500l5 5M21.5 9.500l-5 5"/>`,
  list: svg`<path d="M4 6h16M4 12h16M4 18h10"/>`,
  talk: svg`<path d="M4 5h16v11H11l-4 4v-4H4z"/>`,
  form: svg`<path d="M5 3.500h14v17H5zM8.5 8h7M8.5 12h7M8.5 16h4"/>`,
  person: svg`<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20c.8-4 3.6-6 7.5-6s6.7 2 7.5 6"/>`,
  undo: svg`<path d="M4.5 9.500h10a5 5 0 0 1 0 10H9M8.5 5L4 9.5 8.5 14"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof SHAPES;

/** An icon of 20 px, or 16 px with `small`. `name` gives it an accessible name; without one it is hidden. */
export function icon(shape: IconName, options: { small?: boolean; name?: string } = {}): TemplateResult {
  const classes = options.small ? 'i s' : 'i';
  if (options.name)
    return html`<svg class=${classes} viewBox="0 0 24 24" role="img" aria-label=${options.name}>${SHAPES[shape]}</svg>`;
  return html`<svg class=${classes} viewBox="0 0 24 24" aria-hidden="true">${SHAPES[shape]}</svg>`;
}
