// Single keys for those who work here all day. An element says its key (data-key="r"); lists say
// data-keys-list, their rows data-keys-item, the link of a row data-keys-open. Silent in fields and dialogs.

/** @param {Element} target */
function isTyping(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog");
}

/** @param {Element} element */
function isSeen(element) {
  return element.getClientRects().length > 0;
}

/** @param {number} step +1 or -1 */
function move(step) {
  const rows = Array.from(document.querySelectorAll("[data-keys-list] [data-keys-item]")).filter(isSeen);
  if (!rows.length) return;
  const here = rows.findIndex(function (row) { return row.contains(document.activeElement); });
  const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, here + step));
  const link = /** @type {HTMLElement} */ (rows[next].querySelector("[data-keys-open]") || rows[next]);
  link.focus();
  rows[next].scrollIntoView({block: "nearest"});
}

/** Do what the element with this key is there for; one of the page goes before one of its frame.
 * @param {string} key @returns {boolean} */
function use(key) {
  const all = Array.from(document.querySelectorAll("[data-key]")).filter(function (element) {
    return element.getAttribute("data-key") === key && isSeen(element);
  });
  const found = all.find(function (element) { return element.closest("main"); }) || all[0];
  if (!(found instanceof HTMLElement)) return false;
  if (found.matches("input, textarea, select")) {
    found.focus();
    if (found instanceof HTMLInputElement) found.select();
    return true;
  }
  found.click();
  const form = found.closest("[data-composer]");
  const text = form && form.querySelector("[data-composer-text]");
  if (text instanceof HTMLElement) {
    text.focus();
    text.scrollIntoView({block: "nearest"});
  }
  const field = found.matches("summary") && found.parentElement.querySelector("select, input:not([type=hidden]), button");
  if (field instanceof HTMLElement) field.focus();
  return true;
}

document.addEventListener("keydown", function (event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (isTyping(/** @type {Element} */ (event.target)) || document.querySelector("dialog[open]")) return;
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    move(event.key === "j" ? 1 : -1);
  } else if (event.key === "?") {
    const help = document.getElementById("keys-help");
    if (help instanceof HTMLDialogElement) help.showModal();
  } else if (use(event.key)) {
    event.preventDefault();
  }
});
