/** The help tab: 48 px, flush right, 24 % from the bottom; on phones at the bottom right. */
export const TAB_STYLES = `
:host{all:initial;display:contents}
.tab,.note{position:fixed;right:0;bottom:24vh;z-index:2147482100;margin:0;border:0;font:700 16px/20px -apple-system,BlinkMacSystemFont,"Segoe UI","PingFang SC","HarmonyOS Sans SC","Microsoft YaHei UI","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif}
.tab{display:flex;flex-direction:column;align-items:center;gap:8px;width:48px;padding:12px 0 14px;background:var(--daoban-accent,#0e5575);color:#fff;cursor:pointer;forced-color-adjust:none}
.tab[hidden],.note:empty{display:none}
.tab:hover{background:#0a425c}
.tab:focus-visible{outline:3px solid #0e5575;outline-offset:2px;box-shadow:0 0 0 2px #fff}
.tab[aria-busy=true]{border-bottom:3px solid #79bedc}
svg{width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:square}
.tab span{writing-mode:vertical-rl;text-orientation:mixed}
.tab b{min-width:18px;height:18px;padding:0 3px;box-sizing:border-box;background:#fff;color:#0e5575;font-size:12px;line-height:18px;text-align:center}
.note{bottom:calc(24vh - 48px);padding:8px 12px;background:#fff;color:#b3261e;border:1px solid #76838f;font-weight:400;font-size:14px}
@media(max-width:767px){
.tab{right:16px;bottom:0;flex-direction:row;width:auto;min-height:48px;padding:0 16px}
.tab span{writing-mode:horizontal-tb}
.tab.typing{display:none}
.note{right:16px;bottom:56px}}
@media(forced-colors:active){.tab{outline:1px solid}}
@media print{.tab,.note{display:none}}`;
