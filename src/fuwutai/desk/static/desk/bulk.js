// Ticking cases in a list: a bar that counts them, shift for a range, x for the row with the focus. What is ticked is
// kept over pages and live changes of the list until something is done with it; without this file the boxes of one
// page and the buttons beneath work by themselves.

const PREFIX = "bulk:";

/** @returns {HTMLFormElement|null} */
function bar() {
  const found = document.getElementById("bulk");
  return found instanceof HTMLFormElement ? found : null;
}

/** @returns {HTMLInputElement[]} */
function boxes() {
  return Array.from(document.querySelectorAll("input[data-bulk-tick]"));
}

/** @returns {string} */
function place() {
  return PREFIX + bar().dataset.bulk;
}

/** @returns {Set<string>} */
function ticked() {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(place()) || "[]"));
  } catch (_unreadable) {
    return new Set();
  }
}

/** @param {Set<string>} chosen */
function keep(chosen) {
  try {
    sessionStorage.setItem(place(), JSON.stringify(Array.from(chosen)));
  } catch (_full) { /* then only this page counts */ }
  show();
}

function show() {
  const form = bar();
  if (!form) return;
  const chosen = ticked();
  boxes().forEach(function (box) { box.checked = chosen.has(box.value); });
  const all = /** @type {HTMLInputElement} */ (form.querySelector("[data-bulk-all]"));
  const page = document.querySelector("input[data-bulk-page]");
  if (page instanceof HTMLInputElement) {
    const here = boxes();
    page.checked = here.length > 0 && here.every(function (box) { return box.checked; });
    page.indeterminate = !page.checked && here.some(function (box) { return box.checked; });
  }
  form.hidden = !chosen.size && !all.checked;
  /** @type {HTMLInputElement} */ (form.querySelector("[data-bulk-ids]")).value = Array.from(chosen).join(",");
  const count = /** @type {HTMLElement} */ (form.querySelector("[data-bulk-count]"));
  const many = chosen.size === 1 ? count.dataset.one : count.dataset.many.replace("%(n)s", String(chosen.size));
  const text = all.checked ? count.dataset.all : many;
  if (count.textContent !== text) count.textContent = text;
  /** @type {HTMLElement} */ (form.querySelector("[data-bulk-none]")).hidden = false;
}

/** @param {HTMLInputElement[]} some @param {boolean} on */
function tick(some, on) {
  const chosen = ticked();
  some.forEach(function (box) {
    if (on) chosen.add(box.value); else chosen.delete(box.value);
  });
  keep(chosen);
}

/** The box that was ticked last, by its case: where a range begins. */
let last = "";

document.addEventListener("click", function (event) {
  const box = event.target;
  if (box instanceof Element && box.closest("[data-bulk-none]") && bar()) {
    /** @type {HTMLInputElement} */ (bar().querySelector("[data-bulk-all]")).checked = false;
    keep(new Set());
    return;
  }
  if (!(box instanceof HTMLInputElement) || !bar()) return;
  if (box.matches("[data-bulk-all]")) show();
  if (box.matches("[data-bulk-page]")) tick(boxes(), box.checked);
  if (!box.matches("[data-bulk-tick]")) return;
  const here = boxes();
  const from = here.findIndex(function (one) { return one.value === last; });
  const to = here.indexOf(box);
  const range = event.shiftKey && from >= 0 ? here.slice(Math.min(from, to), Math.max(from, to) + 1) : [box];
  last = box.value;
  tick(range, box.checked);
});

document.addEventListener("keydown", function (event) {
  if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !bar()) return;
  const target = /** @type {Element} */ (event.target);
  if (target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog")) return;
  const row = target.closest("[data-keys-item]");
  const box = row && row.querySelector("input[data-bulk-tick]");
  if (!(box instanceof HTMLInputElement)) return;
  event.preventDefault();
  last = box.value;
  tick([box], !box.checked);
});

// What was ticked has served its purpose once its report stands there.
if (document.querySelector("[data-bulk-over]")) {
  Object.keys(sessionStorage).filter(function (key) { return key.startsWith(PREFIX); }).forEach(function (key) {
    sessionStorage.removeItem(key);
  });
}

document.addEventListener("htmx:afterSettle", show);
window.addEventListener("pageshow", show);
show();
