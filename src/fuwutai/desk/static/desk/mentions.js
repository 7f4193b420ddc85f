// @ in an internal note offers the colleagues who see the case. Arrows choose, Enter or Tab take, Escape closes.
// Without this script a name written out behind an @ does the same.

const BEGUN = /(?:^|[^A-Za-z0-9_.+@＠-])[@＠]([^\s@＠,，。;；:：!！?？]{0,20})$/;
const WAIT = 150;
let timer = 0;
let question = 0;

/** @param {EventTarget} target @returns {{text: HTMLTextAreaElement, url: string, list: HTMLElement}|null} */
function noteOf(target) {
  if (!(target instanceof HTMLTextAreaElement)) return null;
  const form = /** @type {HTMLElement} */ (target.closest("[data-composer]"));
  const kind = form && /** @type {HTMLInputElement} */ (form.querySelector("[name=kind]:checked"));
  const url = form ? (kind.value === "note" ? form.dataset.mentionsUrl : "") : target.dataset.mentionsUrl;
  const list = /** @type {HTMLElement} */ (target.parentElement.querySelector("[role=listbox]"));
  return url && list ? {text: target, url: url, list: list} : null;
}

/** @param {HTMLTextAreaElement} text */
function begunIn(text) {
  const found = BEGUN.exec(text.value.slice(0, text.selectionStart));
  return found ? found[1] : null;
}

/** @param {HTMLTextAreaElement} text @param {HTMLElement} list */
function close(text, list) {
  question += 1;
  list.hidden = true;
  list.replaceChildren();
  text.removeAttribute("aria-activedescendant");
  text.removeAttribute("aria-controls");
}

/** @param {HTMLElement} list @returns {HTMLElement[]} */
function optionsOf(list) {
  return Array.from(list.querySelectorAll("[role=option]"));
}

/** @param {HTMLTextAreaElement} text @param {HTMLElement} list @param {number} step */
function choose(text, list, step) {
  const options = optionsOf(list);
  if (!options.length) return;
  const now = options.findIndex(function (one) { return one.getAttribute("aria-selected") === "true"; });
  const next = (now + step + options.length) % options.length;
  options.forEach(function (one, at) { one.setAttribute("aria-selected", String(at === next)); });
  text.setAttribute("aria-activedescendant", options[next].id);
}

/** @param {HTMLTextAreaElement} text @param {HTMLElement} list @param {HTMLElement} option */
function take(text, list, option) {
  const before = text.value.slice(0, text.selectionStart);
  const begun = begunIn(text);
  if (begun === null) return;
  text.setRangeText(option.dataset.mention + " ", before.length - begun.length, before.length, "end");
  close(text, list);
  text.dispatchEvent(new InputEvent("input", {bubbles: true}));
  text.focus();
}

/** @param {{text: HTMLTextAreaElement, url: string, list: HTMLElement}} note @param {string} begun */
function ask(note, begun) {
  question += 1;
  const mine = question;
  fetch(note.url + "?" + new URLSearchParams({q: begun}), {headers: {"HX-Request": "true"}})
    .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : ""; })
    .then(function (html) {
      const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
      if (mine !== question || !fresh || begunIn(note.text) !== begun) return;
      note.list.replaceChildren(...Array.from(fresh.childNodes));
      note.list.hidden = false;
      note.text.setAttribute("aria-controls", note.list.id);
      choose(note.text, note.list, 1);
    })
    .catch(function () { /* the name can be written out */ });
}

document.addEventListener("input", function (event) {
  const note = noteOf(event.target);
  if (!note) return;
  const begun = begunIn(note.text);
  window.clearTimeout(timer);
  if (begun === null) close(note.text, note.list);
  else timer = window.setTimeout(function () { ask(note, begun); }, WAIT);
});

document.addEventListener("keydown", function (event) {
  const note = noteOf(event.target);
  if (!note || note.list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
  const chosen = optionsOf(note.list).find(function (one) { return one.getAttribute("aria-selected") === "true"; });
  if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(note.text, note.list, event.key === "ArrowDown" ? 1 : -1);
  else if ((event.key === "Enter" || event.key === "Tab") && chosen) take(note.text, note.list, chosen);
  else if (event.key === "Escape") close(note.text, note.list);
  else return;
  event.preventDefault();
}, true);

document.addEventListener("mousedown", function (event) {
  const option = /** @type {Element} */ (event.target).closest("[data-mention]");
  const list = option && /** @type {HTMLElement} */ (option.closest("[role=listbox]"));
  const text = list && list.parentElement.querySelector("textarea");
  if (!text) return;
  event.preventDefault();
  take(text, list, /** @type {HTMLElement} */ (option));
});

document.addEventListener("focusout", function (event) {
  const note = noteOf(event.target);
  if (note) close(note.text, note.list);
});
