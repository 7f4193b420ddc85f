// Standard phrases in what is written in a case: from the dialog, behind a slash at the beginning of a line, or by
// their shortcut behind a semicolon, then space or Tab. Which were put in, the form says when it is sent.
// Without this script the button leads to a page from which they are copied.

const BEGUN = /(?:^|\n)[/／、]([^\s/／、]{0,20})$/;
const SHORT = /(?:^|[^A-Za-z0-9_;；-])([;；]([^\s;；,，.。、:：!！?？/／]{1,20}))$/;
const SPACE = /[ \u3000]$/;
const WAIT = 150;
const PREFIX = "fuwutai:phrases:";
/** @type {Map<string, Promise<Set<string>>>} */
const shortcuts = new Map();
/** @type {Map<string, Set<string>>} those that have arrived */
const known = new Map();
/** @type {WeakSet<HTMLTextAreaElement>} texts in which somebody has put the caret */
const visited = new WeakSet();
let timer = 0;
let question = 0;

/** @param {EventTarget|null} target @returns {HTMLTextAreaElement|null} */
function textAt(target) {
  return target instanceof HTMLTextAreaElement && target.dataset.phrasesUrl ? target : null;
}

/** @returns {HTMLTextAreaElement|null} the text of the page that takes phrases */
function textOfPage() {
  return document.querySelector("textarea[data-phrases-url]");
}

/** @param {HTMLTextAreaElement} text @returns {HTMLElement|null} */
function listOf(text) {
  return text.form.querySelector("[data-phrases-list]");
}

/** @param {HTMLTextAreaElement} text @returns {HTMLInputElement|null} */
function idsOf(text) {
  return text.form.querySelector("[data-phrases-ids]");
}

/** @param {HTMLTextAreaElement} text @returns {string} */
function kindOf(text) {
  const kind = text.form.elements.namedItem("kind");
  return kind instanceof RadioNodeList || kind instanceof HTMLInputElement ? kind.value : "reply";
}

/** Ask the server for phrases. @param {string} url @param {Record<string, string>|URLSearchParams} asked
 *  @returns {Promise<HTMLElement|null>} */
function fetched(url, asked) {
  return fetch(url + "?" + new URLSearchParams(asked), {headers: {"HX-Request": "true"}})
    .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : ""; })
    .then(function (html) {
      return /** @type {HTMLElement|null} */ (new DOMParser().parseFromString(html, "text/html").body.firstElementChild);
    })
    .catch(function () { return null; });  // it can be written out
}

/** The words that mean a phrase, asked for once. @param {HTMLTextAreaElement} text @returns {Promise<Set<string>>} */
function shortcutsOf(text) {
  const url = text.dataset.phrasesUrl;
  if (!shortcuts.has(url)) {
    shortcuts.set(url, fetched(url, {kind: kindOf(text)}).then(function (found) {
      const words = new Set(((found && found.dataset.shortcuts) || "").split(" ").filter(Boolean));
      if (found) known.set(url, words);
      else shortcuts.delete(url);
      return words;
    }));
  }
  return shortcuts.get(url);
}

/** Put a phrase in place of what stands between two places. @param {HTMLTextAreaElement} text @param {HTMLElement} phrase
 *  @param {number} from @param {number} until */
function insert(text, phrase, from, until) {
  const words = phrase.dataset.phraseText || "";
  const isAtCaret = text.selectionEnd === until || document.activeElement !== text;
  const open = phrase.dataset.phraseOpen ? words.indexOf(phrase.dataset.phraseOpen) : -1;
  text.setRangeText(words, from, until, isAtCaret ? "end" : "preserve");
  const ids = idsOf(text);
  const all = ids ? ids.value.split(",").filter(Boolean) : [];
  if (ids && !all.includes(phrase.dataset.phrase)) ids.value = all.concat(phrase.dataset.phrase).join(",");
  keep(text);
  close(text);
  text.dispatchEvent(new InputEvent("input", {bubbles: true}));
  if (!isAtCaret) return;
  text.focus();
  if (open >= 0) text.setSelectionRange(from + open, from + open + phrase.dataset.phraseOpen.length);
}

/** Keep the ids beside the draft of this browser. @param {HTMLTextAreaElement} text */
function keep(text) {
  const ids = idsOf(text);
  const key = text.form.dataset.draftKey;
  if (!ids || !key) return;
  try {
    if (ids.value && text.value.trim()) sessionStorage.setItem(PREFIX + key, ids.value);
    else sessionStorage.removeItem(PREFIX + key);
  } catch (error) { /* a browser that keeps nothing counts less */ }
}

/** Take the ids up again after the page was loaded anew; those of an empty text are over. */
function restore() {
  const text = textOfPage();
  const ids = text && idsOf(text);
  if (!ids) return;
  try {
    const kept = sessionStorage.getItem(PREFIX + text.form.dataset.draftKey);
    if (kept && !ids.value && text.value.trim()) ids.value = kept;
  } catch (error) { /* nothing is kept here */ }
  keep(text);
}

// The list under the text

/** @param {HTMLTextAreaElement} text @returns {string|null} */
function begunIn(text) {
  const found = BEGUN.exec(text.value.slice(0, text.selectionStart));
  return found ? found[1] : null;
}

/** @param {HTMLTextAreaElement} text */
function close(text) {
  const list = listOf(text);
  question += 1;
  window.clearTimeout(timer);
  if (!list || list.hidden) return;
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
  options[next].scrollIntoView({block: "nearest"});
}

/** @param {HTMLTextAreaElement} text @param {HTMLElement} option */
function take(text, option) {
  const begun = begunIn(text);
  if (begun === null) return;
  const caret = text.selectionStart;
  insert(text, option, caret - begun.length - 1, caret);
}

/** @param {HTMLTextAreaElement} text @param {string} begun */
function offer(text, begun) {
  question += 1;
  const mine = question;
  fetched(text.dataset.phrasesUrl, {q: begun, kind: kindOf(text)}).then(function (found) {
    const list = listOf(text);
    if (mine !== question || !found || !list || begunIn(text) !== begun) return;
    list.replaceChildren(...Array.from(found.childNodes));
    list.hidden = false;
    text.setAttribute("aria-controls", list.id);
    choose(text, list, 1);
  });
}

// Shortcuts

/** Put the phrase of a shortcut in place of what was typed, if it still stands there.
 *  @param {HTMLTextAreaElement} text @param {number} from @param {string} typed with its semicolon, and the space behind */
function expand(text, from, typed) {
  const name = typed.slice(1).trim().toLowerCase();
  fetched(text.dataset.phrasesUrl, {exact: name, kind: kindOf(text)}).then(function (found) {
    const phrase = found && /** @type {HTMLElement} */ (found.querySelector("[data-phrase]"));
    if (!phrase || !text.isConnected || text.value.slice(from, from + typed.length) !== typed) return;
    insert(text, phrase, from, from + typed.length);
  });
}

/** What stands before the caret and looks like a shortcut. @param {HTMLTextAreaElement} text @param {string} behind
 *  what stands between it and the caret @returns {{from: number, typed: string, name: string}|null} */
function shortcutIn(text, behind) {
  if (text.selectionStart !== text.selectionEnd) return null;
  const found = SHORT.exec(text.value.slice(0, text.selectionStart - behind.length));
  if (!found) return null;
  const from = text.selectionStart - behind.length - found[1].length;
  return {from: from, typed: found[1] + behind, name: found[2].toLowerCase()};
}

document.addEventListener("focusin", function (event) {
  const text = textAt(event.target);
  if (text) visited.add(text);
});

document.addEventListener("input", function (event) {
  const text = textAt(event.target);
  if (!text) return;
  const begun = begunIn(text);
  window.clearTimeout(timer);
  if (begun === null) close(text);
  else timer = window.setTimeout(function () { offer(text, begun); }, WAIT);
  const before = text.value.slice(0, text.selectionStart);
  if (/[;；]$/.test(before)) shortcutsOf(text);
  const space = SPACE.exec(before);
  const short = space && shortcutIn(text, space[0]);
  if (short) {
    shortcutsOf(text).then(function (words) { if (words.has(short.name)) expand(text, short.from, short.typed); });
  }
});

document.addEventListener("keydown", function (event) {
  const text = textAt(event.target);
  if (!text || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const list = listOf(text);
  if (list && !list.hidden) {
    const chosen = optionsOf(list).find(function (one) { return one.getAttribute("aria-selected") === "true"; });
    if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(text, list, event.key === "ArrowDown" ? 1 : -1);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && chosen) take(text, chosen);
    else if (event.key === "Escape") close(text);
    else return;
    event.preventDefault();
    return;
  }
  const short = event.key === "Tab" && !event.shiftKey ? shortcutIn(text, "") : null;
  const arrived = known.get(text.dataset.phrasesUrl);
  if (!short || (arrived && !arrived.has(short.name))) return;
  event.preventDefault();
  shortcutsOf(text).then(function (words) { if (words.has(short.name)) expand(text, short.from, short.typed); });
}, true);

document.addEventListener("mousedown", function (event) {
  const option = /** @type {Element} */ (event.target).closest("[data-phrases-list] [data-phrase]");
  const text = option && textOfPage();
  if (!text) return;
  event.preventDefault();
  take(text, /** @type {HTMLElement} */ (option));
});

document.addEventListener("focusout", function (event) {
  const text = textAt(event.target);
  if (text) close(text);
});

// The dialog

/** Put in a phrase and close the dialog; a search that is still on its way would open it again.
 *  @param {Element} inside the dialog @param {HTMLElement} phrase */
function insertFromDialog(inside, phrase) {
  const text = textOfPage();
  const dialog = inside.closest("dialog");
  if (!text || !dialog) return;
  const search = dialog.querySelector("[data-phrase-search] [name=q]");
  if (search) search.dispatchEvent(new Event("htmx:abort"));
  dialog.close();
  dialog.replaceChildren();
  const end = text.value.length;
  if (visited.has(text)) insert(text, phrase, text.selectionStart, text.selectionEnd);
  else insert(text, phrase, end, end);
}

document.addEventListener("click", function (event) {
  const phrase = /** @type {HTMLElement} */ (/** @type {Element} */ (event.target).closest("[data-phrase-insert]"));
  if (phrase) insertFromDialog(phrase, phrase);
});

document.addEventListener("submit", function (event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-phrase-search]")) return;
  event.preventDefault();
  const asked = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  fetched(form.action, asked).then(function (found) {
    const choices = found && found.querySelector("#phrase-choices");
    const first = choices && /** @type {HTMLElement} */ (choices.querySelector("[data-phrase-insert]"));
    if (first && form.isConnected) insertFromDialog(form, first);
  });
});

document.addEventListener("keydown", function (event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const dialog = target.closest("dialog");
  const search = dialog && /** @type {HTMLElement} */ (dialog.querySelector("[data-phrase-search] [name=q]"));
  if (!search || (event.key !== "ArrowDown" && event.key !== "ArrowUp") || event.isComposing) return;
  const stops = [search].concat(Array.from(dialog.querySelectorAll("[data-phrase-insert]")));
  const next = stops.indexOf(target) + (event.key === "ArrowDown" ? 1 : -1);
  if (!stops[next]) return;
  event.preventDefault();
  stops[next].focus();
});

document.addEventListener("htmx:afterSettle", restore);
restore();
