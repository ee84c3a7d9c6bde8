// The form while it is being filled in: amounts are grouped, computed cells follow, drafts are kept, groups of boxes
// and their one value stay the same thing. The rules are the server's; this file knows none.
"use strict";

const form = document.querySelector("[data-form]");
const PAUSE_MS = 500; // long enough not to ask at every key, short enough that totals seem to follow
let waiting = 0;
let asked = 0;

const fieldOf = (id) => form.querySelector(`[data-daoban-field="${CSS.escape(id)}"]`);
const partsOf = (group) => [...group.querySelectorAll("[data-part]")];

function grouped(text) {
  const plain = text.replace(/[,，\s]/g, "");
  if (!/^-?\d{1,16}(\.\d+)?$/.test(plain)) return text;
  const [whole, fraction = ""] = plain.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction ? `.${fraction}` : "");
}

function joined(group) {
  const texts = partsOf(group).filter((part) => part.type !== "radio" || part.checked)
    .map((part) => ("number" in part.dataset ? part.value.replace(/[,，\s]/g, "") : part.value.trim()));
  return texts.some(Boolean) ? texts.join(group.dataset.separator) : "";
}

function spread(group, value) {
  const parts = partsOf(group);
  if (parts[0]?.type === "radio") {
    for (const part of parts) part.checked = part.value === value;
    return;
  }
  const texts = value.split(group.dataset.separator);
  parts.forEach((part, place) => {
    const text = (texts[place] ?? "").trim();
    part.value = "number" in part.dataset ? grouped(text) : text;
  });
}

function typed() {
  const values = {};
  for (const [name, value] of new FormData(form)) if (name.startsWith("v.") && typeof value === "string") values[name] = value;
  return values;
}

function show(answer) {
  // also what stands beside the form: values of other steps, which nobody sees but help
  for (const element of document.querySelectorAll("data[data-daoban-field]")) {
    const id = element.dataset.daobanField;
    if (!(id in answer.values) || "fileName" in element.dataset || "daobanClosed" in element.dataset) continue;
    element.value = answer.values[id];
    element.textContent = answer.shown[id];
  }
  for (const message of form.querySelectorAll("[data-daoban-error-for]")) tell(message, answer);
  tellSaved(answer.saved);
}

function tellSaved(words) {
  for (const place of document.querySelectorAll("[data-saved]")) place.textContent = words;
}

function tell(message, answer) {
  const id = message.dataset.daobanErrorFor;
  const field = fieldOf(id);
  const text = answer.errors[id] ?? "";
  // What the server said about the whole step stays until the step is checked again.
  if (!field || (!text && !("live" in message.dataset))) return;
  message.toggleAttribute("data-live", text !== "");
  message.textContent = text;
  message.hidden = !text;
  const group = field.closest("[data-group]");
  for (const control of group ? [field, ...partsOf(group)] : [field]) {
    if (text) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    if (text) control.setAttribute("aria-describedby", message.id);
  }
}

async function recalculate() {
  const turn = ++asked;
  waiting = 0;
  try {
    const response = await fetch(form.dataset.recalculate, {
      method: "POST",
      keepalive: true,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ values: typed() }),
    });
    if (!response.ok) throw new Error(String(response.status));
    const answer = await response.json();
    if (turn === asked) show(answer);
  } catch {
    if (turn === asked) tellSaved(form.dataset.lost);
  } finally {
    // embeds wait for this before they look at what became of a value
    if (turn === asked && !waiting) delete form.dataset.daobanBusy;
  }
}

function soon() {
  form.dataset.daobanBusy = "";
  window.clearTimeout(waiting);
  waiting = window.setTimeout(recalculate, PAUSE_MS);
}

function changed(event) {
  const target = event.target;
  const group = target.closest("[data-group]");
  if ("carrier" in target.dataset) spread(group, target.value);
  else if (group && "part" in target.dataset) group.querySelector("[data-carrier]").value = joined(group);
  if (event.type === "change" && "number" in target.dataset) target.value = grouped(target.value);
  if ("file" in target.dataset && target.files.length) {
    const names = [...target.files].map((file) => file.name).join(";");
    const shown = fieldOf(target.name.slice(2));
    shown.value = names;
    shown.textContent = names;
  }
  soon();
}

if (form) {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  // what was typed in the last half second is kept when the page goes
  window.addEventListener("pagehide", () => { if (waiting) recalculate(); });
  for (const carrier of form.querySelectorAll("[data-carrier]")) {
    carrier.addEventListener("focus", () => partsOf(carrier.closest("[data-group]"))[0]?.focus());
  }
  for (const link of form.querySelectorAll("[data-goto]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const field = fieldOf(link.dataset.goto);
      const place = document.getElementById(`r-${link.dataset.goto}`);
      place?.scrollIntoView({ block: "center" });
      field?.focus({ preventScroll: true });
    });
  }
}
