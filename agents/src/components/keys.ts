// A shortcut's key beside what it does; nothing where it has none.
import { type TemplateResult, html, nothing } from 'lit';
import { type Named, keyOf, shortcutsOn } from '../desk/shortcuts.ts';

export function kbd(name: Named): TemplateResult | typeof nothing {
  const key = keyHint(name);
  return key ? html`<kbd>${key}</kbd>` : nothing;
}

/** The key alone, for where there is no room beside the words: a tooltip; empty where it has none. */
export function keyHint(name: Named): string {
  return shortcutsOn() ? keyOf(name) : '';
}
