// How a page makes room; as weak as a rule on `body` can be, so that a page may say otherwise.
const ROOM = `
@media(min-width:1024px){[data-daoban-docked]>body{padding-inline-end:var(--daoban-dock)}}
@media(max-width:1023px){[data-daoban-sheet]>body{padding-block-end:var(--daoban-sheet)}}
@media(max-width:767px){html:not([data-daoban-sheet])>body{padding-block-end:64px}}
@media print{html>body{padding:0}}`;

/** Return the sheet by which the page stands clear of the panel, of the sheet, and on phones of the help tab. */
export function pageRoom(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(ROOM);
  return sheet;
}
