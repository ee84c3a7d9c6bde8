// Bureau and console in one window: a splitter for wide windows, tabs for narrow ones. After a reload the bureau comes
// back to the page that it was on.
"use strict";

const sides = document.querySelector("[data-sides]");
const splitter = document.querySelector("[data-splitter]");
const tabs = [...document.querySelectorAll("[data-tab]")];
const LEAST = 25;
const STEP = 5;

function share(percent) {
  const kept = Math.round(Math.min(100 - LEAST, Math.max(LEAST, percent)));
  sides.style.setProperty("--share", `${kept}%`);
  splitter.setAttribute("aria-valuenow", String(kept));
}

splitter.addEventListener("pointerdown", (event) => {
  splitter.setPointerCapture(event.pointerId);
  sides.toggleAttribute("data-dragging", true);
});
splitter.addEventListener("pointermove", (event) => {
  if (splitter.hasPointerCapture(event.pointerId)) share((event.clientX / window.innerWidth) * 100);
});
for (const name of ["pointerup", "pointercancel"]) {
  splitter.addEventListener(name, () => sides.toggleAttribute("data-dragging", false));
}
splitter.addEventListener("keydown", (event) => {
  const now = Number(splitter.getAttribute("aria-valuenow"));
  const to = { ArrowLeft: now - STEP, ArrowRight: now + STEP, Home: LEAST, End: 100 - LEAST }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  share(to);
});

function select(tab) {
  sides.dataset.shown = tab.dataset.tab;
  for (const other of tabs) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
}
for (const tab of tabs) {
  tab.addEventListener("click", () => select(tab));
  tab.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
    select(other);
    other.focus();
  });
}

const bureau = document.querySelector("[data-bureau]");
const home = bureau.getAttribute("src");
const KEY = "daoban.try.bureau";

// A browser that forbids storage throws at every touch; then the bureau starts at home.
function remember(address) {
  try {
    sessionStorage.setItem(KEY, address);
  } catch {}
}
function remembered() {
  try {
    return sessionStorage.getItem(KEY) ?? home;
  } catch {
    return home;
  }
}

// The language is this page's to say, also on the way back.
function addressOf({ pathname, search }) {
  const query = new URLSearchParams(search);
  query.delete("lang");
  return query.size ? `${pathname}?${query}` : pathname;
}

const kept = remembered();
bureau.addEventListener("load", () => {
  const address = addressOf(bureau.contentWindow.location);
  if (address.startsWith(home)) remember(address);
});
if (kept !== home && kept.startsWith(home)) bureau.contentWindow.location.replace(kept);
