// Every page: the widget's command queue, menus that close, focus on what matters, a widget that did not come.
"use strict";

window.daoban = window.daoban || function queue() { (window.daoban.q = window.daoban.q || []).push(arguments); };

for (const menu of document.querySelectorAll("details[data-menu]")) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

document.querySelector("[data-focus]")?.focus();

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

// A button that opens nothing would be worse than none. Asked at the end: the script's own failure may come before this file.
addEventListener("load", () => {
  const came = customElements.get("daoban-help");
  if (!came && document.querySelector("script[data-daoban-ticket]")) document.documentElement.setAttribute("data-daoban-missing", "");
});
