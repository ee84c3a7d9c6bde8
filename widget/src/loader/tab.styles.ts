/** The help tab: 48 px, flush right, 24 % from the bottom; on phones at the bottom right. */
export const TAB_STYLES = `:host{all:initial}
button,div{position:fixed;right:0;bottom:24vh;z-index:2147482100;font:700 16px/20px -apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
button{display:flex;flex-direction:column;align-items:center;gap:8px;width:48px;padding:12px 0;border:0;background:#0e5575;color:#fff;cursor:pointer;forced-color-adjust:none}
button[hidden],div:empty{display:none}
button:hover{background:#0a425c}
button:focus-visible{outline:3px solid #0e5575;outline-offset:2px}
button[aria-busy=true]{opacity:.8}
svg{width:20px;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:square}
span{width:min-content}
b{padding:0 5px;background:#fff;color:#0e5575;font-size:12px;line-height:18px}
div{padding:8px 12px;background:#fff;color:#b3261e;border:1px solid;transform:translateY(48px)}
@media(max-width:767px){button{right:16px;bottom:0;flex-direction:row;width:auto;height:48px;padding:0 16px}
button.typing{display:none}
span{width:auto}
div{right:16px;bottom:104px}}
@media(forced-colors:active){button{outline:1px solid}}
@media print{:host{display:none}}`;

/** How a page makes room; as weak as a rule on `body` can be, so that a page may say otherwise. */
export const PAGE_STYLES = `@media(min-width:1024px){[data-daoban-docked]>body{padding-inline-end:var(--daoban-dock)}}
@media(max-width:767px){body{padding-block-end:64px}}
@media(max-width:1023px){[data-daoban-sheet]>body{padding-block-end:var(--daoban-sheet)}}
@media print{html>body{padding:0}}`;

/** Return a sheet of `rules` that a strict policy for styles lets pass. */
export function sheetOf(rules: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
}
