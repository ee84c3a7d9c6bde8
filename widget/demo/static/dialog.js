// The comparison: a dialog that is not modal. It keeps focus off what its veil covers, and nothing else, so that a help
// panel beside it stays usable. On phones it stands in the page and covers nothing.
"use strict";

const dialog = document.querySelector("[data-dialog]");
if (dialog) {
  const column = document.getElementById("page-column");
  const covered = [...column.children].filter((child) => child !== dialog && !child.matches("[data-veil]"));
  const wide = window.matchMedia("(min-width: 768px)");

  const isOpen = () => !column.hasAttribute("data-dialog-closed");
  const apply = () => { for (const part of covered) part.inert = isOpen() && wide.matches; };
  const open = () => { column.removeAttribute("data-dialog-closed"); apply(); dialog.focus(); };
  const close = () => {
    column.setAttribute("data-dialog-closed", "");
    apply();
    column.querySelector("[data-show-comparison]")?.focus();
  };

  wide.addEventListener("change", apply);
  dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  document.querySelector("[data-veil]")?.addEventListener("click", close);
  for (const link of column.querySelectorAll("[data-show-comparison]")) {
    link.addEventListener("click", (event) => { event.preventDefault(); open(); });
  }
  open();
}
