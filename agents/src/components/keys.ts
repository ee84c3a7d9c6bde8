// A shortcut's key beside what it does; nothing where it has none.
import { type TemplateResult, html, nothing } from 'lit';
import { type Named, keyOf, shortcutsOn } from '../desk/shortcuts.ts';

export function kbd(name: Named): TemplateResult | typeof nothing {
  const key = shortcutsOn() ? keyOf(name) : '';
  return key ? html`<kbd>${key}</kbd>` : nothing;
}
