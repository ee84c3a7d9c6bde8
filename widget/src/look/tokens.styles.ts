import { css } from 'lit';

/** The look's values (design/look/tokens.css) that the widget uses; dark only where the page asks for it. */
const dark = css`
  color-scheme: dark;
  --db-ink: #e6ebf0; --db-ink-2: #b7c2cc; --db-ink-3: #93a0ac; --db-line: #2b3742; --db-edge: #6e7d8b;
  --db-surface: #151d25; --db-sunken: #0d141a; --db-raised: #1d2731;
  --db-accent: #79bedc; --db-accent-hover: #9ad0e8; --db-accent-tint: #16323f; --db-on-accent: #06222f;
  --db-error: #ff9488; --db-error-tint: #3a1d1b; --db-guide: #f0ae48; --db-guide-ink: #f4c375; --db-guide-tint: #34280f; --db-on-guide: #241600;
  --db-done: #74c79e; --db-done-tint: #13301f;
  --db-shadow: 0 0 0 1px #2b3742, 0 12px 32px rgb(0 0 0 / .5);
`;

export const tokens = css`
  :host {
    color-scheme: light;
    --db-ink: #16202a; --db-ink-2: #3f4c58; --db-ink-3: #5a6773; --db-line: #d3dae0; --db-edge: #76838f;
    --db-surface: #fff; --db-sunken: #f2f4f6; --db-raised: #fff;
    --db-accent: #0e5575; --db-accent-hover: #0a425c; --db-accent-tint: #e4eff4; --db-on-accent: #fff;
    --db-error: #b3261e; --db-error-tint: #fbecea; --db-guide: #b45a00; --db-guide-ink: #7a3e00; --db-guide-tint: #fff3df; --db-on-guide: #fff;
    --db-done: #1b6b47; --db-done-tint: #e5f3eb;
    --db-shadow: 0 1px 2px rgb(22 32 42 / .12), 0 8px 24px rgb(22 32 42 / .14);
    --db-font: -apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei UI",
      "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif;
    --db-t-xs: 12px/18px; --db-t-s: 13px/20px; --db-t-m: 14px/22px; --db-t-w: 15px/24px; --db-t-l: 16px/26px; --db-t-h3: 18px/26px;
    --db-ease: cubic-bezier(.2, 0, 0, 1);
  }
  :host([theme="dark"]) { ${dark} }
  @media (prefers-color-scheme: dark) { :host([theme="auto"]) { ${dark} } }
  @media (prefers-contrast: more) { :host, :host([theme]) { --db-line: var(--db-edge); --db-ink-3: var(--db-ink-2); } }
`;
