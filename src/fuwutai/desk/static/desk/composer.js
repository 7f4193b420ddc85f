// The composer beyond plain HTML: Ctrl-Enter, a check before a note becomes a letter, and drafts that keep themselves:
// in this browser at once, on the server (data-draft-url) a moment later. A draft dies when its words stand in the
// conversation; the copy in this browser also after a fortnight, or when its owner signs out.

const PREFIX = "fuwutai:draft:";
const FORTNIGHT = 14 * 24 * 3600 * 1000;
const SAVE_AFTER = 1500;
const TRY_AGAIN_AFTER = 15000;
const clockWords = document.getElementById("clock-words");
const madeAt = clockWords ? Date.parse(clockWords.dataset.now) : 0;
const skew = clockWords ? madeAt - Date.now() : 0;
/** @type {WeakMap<HTMLElement, {timer: number, abort: AbortController|null}>} */
const saving = new WeakMap();

/** @param {Element} form @returns {HTMLTextAreaElement} */
function textOf(form) {
  return form.querySelector("[data-composer-text]");
}

/** @param {Element} form */
function kindOf(form) {
  return /** @type {HTMLInputElement} */ (form.querySelector("[name=kind]:checked")).value;
}

/** @param {Element} form @param {string} name @returns {HTMLInputElement|null} */
function fieldOf(form, name) {
  return form.querySelector("input[name=" + name + "]");
}

/** @param {Element} form @param {string} text */
function tell(form, text) {
  const note = form.querySelector("[data-composer-draft]");
  if (note.textContent !== text) note.textContent = text;
}

/** @param {HTMLElement} form
 *  @returns {{text: string, kind: string, fromNote: boolean, at: number, synced?: boolean, base?: string, other?: string}|null} */
function readDraft(form) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + form.dataset.draftKey));
  } catch (error) {
    return null;
  }
}

/** Keep what is written in this browser. @param {HTMLElement} form @param {boolean} synced whether the server has it */
function keepHere(form, synced) {
  const text = textOf(form).value;
  const other = form.dataset.other || "";
  const draft = {
    text: text, kind: kindOf(form), fromNote: form.dataset.fromNote === "1", at: Date.now() + skew, synced: synced,
    base: synced ? fieldOf(form, "draft_base").value : "", other: other,
  };
  try {
    if (text.trim() || other) localStorage.setItem(PREFIX + form.dataset.draftKey, JSON.stringify(draft));
    else localStorage.removeItem(PREFIX + form.dataset.draftKey);
    form.dataset.kept = "1";
  } catch (error) {
    form.dataset.kept = synced ? "1" : "0";
  }
}

/** Keep what is written, here at once and on the server soon. @param {HTMLElement} form */
function keepDraft(form) {
  keepHere(form, false);
  if (form.dataset.halted !== "1") {
    const kept = form.dataset.kept === "1" ? form.dataset.savedText : form.dataset.unsavedText;
    tell(form, textOf(form).value.trim() ? kept : "");
  }
  saveSoon(form, SAVE_AFTER);
}

/** @param {HTMLElement} form @param {number} wait */
function saveSoon(form, wait) {
  if (!form.dataset.draftUrl || form.dataset.halted === "1") return;
  const state = saving.get(form) || {timer: 0, abort: null};
  window.clearTimeout(state.timer);
  state.timer = window.setTimeout(function () { save(form, false); }, wait);
  saving.set(form, state);
}

/** Let nothing be saved any more of what is being sent. @param {HTMLElement} form */
function stopSaving(form) {
  const state = saving.get(form);
  if (!state) return;
  window.clearTimeout(state.timer);
  if (state.abort) state.abort.abort();
  saving.delete(form);
}

/** Whether the server has all that is written. @param {HTMLElement} form */
function isUnsaved(form) {
  const state = saving.get(form);
  return Boolean(form.dataset.draftUrl && form.dataset.halted !== "1" && state && (state.timer || state.abort));
}

/** @param {HTMLElement} form @param {boolean} leaving the page goes, its request has to outlive it */
function save(form, leaving) {
  const state = saving.get(form);
  if (!state) return;
  window.clearTimeout(state.timer);
  state.timer = 0;
  if (state.abort && !leaving) {
    saveSoon(form, SAVE_AFTER);
    return;
  }
  const text = textOf(form).value;
  const base = fieldOf(form, "draft_base");
  if (!text.trim() && !base.value) return;
  state.abort = new AbortController();
  const wanted = {method: "POST", body: new FormData(/** @type {HTMLFormElement} */ (form)), headers: {"X-Draft": "1"}};
  fetch(form.dataset.draftUrl, Object.assign(wanted, leaving ? {keepalive: true} : {signal: state.abort.signal}))
    .then(function (answer) {
      if (answer.redirected || !(answer.headers.get("Content-Type") || "").includes("json")) throw new Error("lost");
      return answer.json().then(function (said) { saved(form, text, answer.ok, said); });
    })
    .catch(function () {
      if (saving.get(form) !== state) return;
      state.abort = null;
      if (!state.timer && form.isConnected) saveSoon(form, TRY_AGAIN_AFTER);
    });
}

/** @param {HTMLElement} form @param {string} text @param {boolean} done @param {{said: string, base: string, kind: string}} said */
function saved(form, text, done, said) {
  const state = saving.get(form);
  if (!state) return;
  state.abort = null;
  if (!done) {
    form.dataset.halted = "1";
    tell(form, said.said);
    return;
  }
  fieldOf(form, "draft_base").value = said.base;
  fieldOf(form, "draft_was").value = said.kind;
  if (textOf(form).value !== text) return;
  keepHere(form, true);
  tell(form, said.said);
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

/** Offer the version that is not shown. @param {HTMLElement} form @param {string} other */
function offerOther(form, other) {
  const button = /** @type {HTMLElement} */ (form.querySelector("[data-draft-other]"));
  form.dataset.other = other;
  if (!button) return;
  button.hidden = !other;
  if (other) tell(form, form.dataset.otherText);
}

/** Put what this browser kept into the composer, where the server has nothing newer. @param {HTMLElement} form */
function restore(form) {
  if (form.dataset.ready) return;
  form.dataset.ready = "1";
  const draft = readDraft(form);
  const text = textOf(form);
  const stands = text.value;
  const base = fieldOf(form, "draft_base");
  if (stands !== text.defaultValue) {  // typed before this script was there
    keepDraft(form);
    return;
  }
  if (!draft || form.querySelector("[role=alert]")) return;
  if (stands.trim() === draft.text.trim()) {
    if (draft.other) offerOther(form, draft.other);
    return;
  }
  const isYoungerThanPage = Boolean(draft.base) && Date.parse(draft.base) >= madeAt;
  if (isSaid(draft.text) || (draft.synced && !draft.other && !isYoungerThanPage && form.dataset.draftUrl)) {
    dropDraft(form);
    return;
  }
  if (base && isYoungerThanPage) base.value = draft.base;
  if (stands.trim() && base && Date.parse(base.value) >= draft.at) {
    offerOther(form, draft.text);
    return;
  }
  text.value = draft.text;
  form.dataset.fromNote = draft.fromNote ? "1" : "";
  /** @type {HTMLInputElement} */ (form.querySelector("[name=kind][value=" + draft.kind + "]")).checked = true;
  tell(form, form.dataset.savedText);
  form.dataset.kept = "1";
  if (stands.trim()) offerOther(form, stands);
  saveSoon(form, SAVE_AFTER);
}

/** Say that words came back into the draft which the composer on the screen does not hold. */
function sayWhatArrived() {
  const hint = /** @type {HTMLElement} */ (document.querySelector("[data-draft-arrived]"));
  const form = document.querySelector("[data-composer][data-draft-url]");
  if (!hint || !form) return;
  hint.hidden = Boolean(textOf(form).value.trim()) || fieldOf(form, "draft_base").value === hint.dataset.draftArrived;
}

function restoreAll() {
  document.querySelectorAll("[data-composer]").forEach(restore);
  sayWhatArrived();
}

function forgetOld() {
  try {
    Object.keys(localStorage).filter(function (key) { return key.startsWith(PREFIX); }).forEach(function (key) {
      const draft = JSON.parse(localStorage.getItem(key));
      if (!draft || Date.now() + skew - draft.at > FORTNIGHT) localStorage.removeItem(key);
    });
  } catch (error) { /* nothing is kept here */ }
}

document.addEventListener("input", function (event) {
  const target = /** @type {HTMLInputElement} */ (event.target);
  const form = /** @type {HTMLElement} */ (target.closest("[data-composer]"));
  if (!form || target.name === "send_at" || target.name === "send_at_own") return;
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
  if (target.closest("[data-draft-other]")) {
    const shown = textOf(form).value;
    textOf(form).value = form.dataset.other;
    offerOther(form, shown);
    keepDraft(form);
    return;
  }
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
  if (form.matches("[data-composer]")) {
    form.dataset.kept = "1";
    stopSaving(form);
    const by = /** @type {SubmitEvent} */ (event).submitter;
    if (by && by.matches("[data-draft-discard]")) dropDraft(form);
  }
  if (!form.matches("[data-sign-out]")) return;
  saveAllNow();
  try {
    Object.keys(localStorage).forEach(function (key) { if (key.startsWith(PREFIX)) localStorage.removeItem(key); });
  } catch (error) { /* nothing is kept here */ }
});

document.addEventListener("htmx:beforeRequest", function (event) {
  const detail = /** @type {CustomEvent} */ (event).detail;
  const form = detail.elt && detail.elt.closest("[data-composer]");
  if (form) stopSaving(form);
});

document.addEventListener("htmx:afterRequest", function (event) {
  const detail = /** @type {CustomEvent} */ (event).detail;
  const form = detail.elt && detail.elt.closest("[data-composer]");
  if (!form) return;
  if (detail.successful) dropDraft(form);
  else if (form.isConnected) saveSoon(form, SAVE_AFTER);
});

function saveAllNow() {
  document.querySelectorAll("[data-composer]").forEach(function (form) {
    if (isUnsaved(/** @type {HTMLElement} */ (form))) save(/** @type {HTMLElement} */ (form), true);
  });
}

window.addEventListener("pagehide", saveAllNow);

window.addEventListener("beforeunload", function (event) {
  const lost = Array.from(document.querySelectorAll("[data-composer]")).some(function (form) {
    return textOf(form).value.trim() && /** @type {HTMLElement} */ (form).dataset.kept === "0";
  });
  if (lost) event.preventDefault();
});

document.addEventListener("htmx:afterSettle", restoreAll);
forgetOld();
restoreAll();
