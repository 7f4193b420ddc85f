// The composer beyond plain HTML: Ctrl-Enter, drafts kept in this browser, a check before a note becomes a letter.
// A draft dies when its words stand in the conversation, or after a fortnight, or when its owner signs out.

const PREFIX = "fuwutai:draft:";
const FORTNIGHT = 14 * 24 * 3600 * 1000;

/** @param {Element} form @returns {HTMLTextAreaElement} */
function textOf(form) {
  return form.querySelector("[data-composer-text]");
}

/** @param {Element} form */
function kindOf(form) {
  return /** @type {HTMLInputElement} */ (form.querySelector("[name=kind]:checked")).value;
}

/** @param {HTMLElement} form @returns {{text: string, kind: string, fromNote: boolean, at: number}|null} */
function readDraft(form) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + form.dataset.draftKey));
  } catch (error) {
    return null;
  }
}

/** Keep what is written, and say so. @param {HTMLElement} form */
function keepDraft(form) {
  const text = textOf(form).value;
  const note = form.querySelector("[data-composer-draft]");
  const draft = {text: text, kind: kindOf(form), fromNote: form.dataset.fromNote === "1", at: Date.now()};
  try {
    if (text.trim()) localStorage.setItem(PREFIX + form.dataset.draftKey, JSON.stringify(draft));
    else localStorage.removeItem(PREFIX + form.dataset.draftKey);
    form.dataset.kept = "1";
    note.textContent = text.trim() ? form.dataset.savedText : "";
  } catch (error) {
    form.dataset.kept = "0";
    note.textContent = text.trim() ? form.dataset.unsavedText : "";
  }
}

/** @param {HTMLElement} form */
function dropDraft(form) {
  try {
    localStorage.removeItem(PREFIX + form.dataset.draftKey);
  } catch (error) { /* a browser that keeps nothing has nothing to drop */ }
}

/** @param {string} text whether these very words already stand in the conversation */
function isSaid(text) {
  return Array.from(document.querySelectorAll(".msg--agent .msg__body, .msg--note .msg__body")).some(function (body) {
    return body.textContent.trim() === text.trim();
  });
}

/** @param {HTMLElement} form */
function restore(form) {
  if (form.dataset.ready) return;
  form.dataset.ready = "1";
  const draft = readDraft(form);
  const text = textOf(form);
  if (!draft || text.value.trim()) return;
  if (isSaid(draft.text)) {
    dropDraft(form);
    return;
  }
  text.value = draft.text;
  form.dataset.fromNote = draft.fromNote ? "1" : "";
  /** @type {HTMLInputElement} */ (form.querySelector("[name=kind][value=" + draft.kind + "]")).checked = true;
  form.querySelector("[data-composer-draft]").textContent = form.dataset.savedText;
  form.dataset.kept = "1";
}

function restoreAll() {
  document.querySelectorAll("[data-composer]").forEach(restore);
}

function forgetOld() {
  try {
    Object.keys(localStorage).filter(function (key) { return key.startsWith(PREFIX); }).forEach(function (key) {
      const draft = JSON.parse(localStorage.getItem(key));
      if (!draft || Date.now() - draft.at > FORTNIGHT) localStorage.removeItem(key);
    });
  } catch (error) { /* nothing is kept here */ }
}

document.addEventListener("input", function (event) {
  const target = /** @type {HTMLInputElement} */ (event.target);
  const form = /** @type {HTMLElement} */ (target.closest("[data-composer]"));
  if (!form) return;
  if (target.name === "kind") {
    if (target.value === "reply" && textOf(form).value.trim()) form.dataset.fromNote = "1";
    textOf(form).focus();
  }
  if (!textOf(form).value.trim()) form.dataset.fromNote = "";
  keepDraft(form);
});

document.addEventListener("keydown", function (event) {
  const target = /** @type {Element} */ (event.target);
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = target.closest("[data-composer]");
  if (!form) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (form.querySelector("[data-composer-send=" + kindOf(form) + "]")).click();
});

// In the capture phase, before htmx sees the press: words that began as a note ask once more.
document.addEventListener("click", function (event) {
  const target = /** @type {Element} */ (event.target);
  const form = /** @type {HTMLElement} */ (target.closest("[data-composer]"));
  if (!form) return;
  const dialog = /** @type {HTMLDialogElement} */ (form.querySelector("[data-composer-confirm]"));
  if (target.closest("[data-composer-sure]")) {
    form.dataset.fromNote = "";
    dialog.close();
    /** @type {HTMLElement} */ (form.querySelector("[data-composer-send=reply]")).click();
  } else if (target.closest("[data-composer-send=reply]") && form.dataset.fromNote === "1") {
    event.preventDefault();
    event.stopPropagation();
    dialog.showModal();
  }
}, true);

document.addEventListener("submit", function (event) {
  const form = /** @type {HTMLElement} */ (event.target);
  if (form.matches("[data-composer]")) form.dataset.kept = "1";
  if (!form.matches("[data-sign-out]")) return;
  try {
    Object.keys(localStorage).forEach(function (key) { if (key.startsWith(PREFIX)) localStorage.removeItem(key); });
  } catch (error) { /* nothing is kept here */ }
});

document.addEventListener("htmx:afterRequest", function (event) {
  const detail = /** @type {CustomEvent} */ (event).detail;
  const form = detail.elt && detail.elt.closest("[data-composer]");
  if (form && detail.successful) dropDraft(form);
});

window.addEventListener("beforeunload", function (event) {
  const lost = Array.from(document.querySelectorAll("[data-composer]")).some(function (form) {
    return textOf(form).value.trim() && /** @type {HTMLElement} */ (form).dataset.kept === "0";
  });
  if (lost) event.preventDefault();
});

document.addEventListener("htmx:afterSettle", restoreAll);
forgetOld();
restoreAll();
