// Files beside the composer: sent ahead one by one while one writes, with their progress; dragged, pasted or chosen.
// Without this file the form sends them along. And marking in a message what is to be taken out of it.

const MARK = "fuwutai:aside:";

/** @param {Element} from @returns {HTMLElement|null} the box of files that belongs to a place of the page */
function boxOf(from) {
  const form = from.closest("form");
  return form ? /** @type {HTMLElement} */ (form.querySelector("[data-attach]")) : null;
}

/** @param {HTMLElement} box @returns {string} */
function token(box) {
  return /** @type {HTMLInputElement} */ (box.closest("form").elements.namedItem("csrfmiddlewaretoken")).value;
}

/** @param {HTMLElement} box @param {string} text */
function say(box, text) {
  box.querySelector("[data-attach-status]").textContent = text;
}

/** Remember over a reload that files wait here. @param {HTMLElement} box @param {boolean} is */
function remember(box, is) {
  try {
    if (is) localStorage.setItem(MARK + box.dataset.attachKey, "1");
    else localStorage.removeItem(MARK + box.dataset.attachKey);
  } catch (error) { /* a browser that keeps nothing asks for the lines no more */ }
}

/** A line for a file that is on its way. @param {HTMLElement} box @param {string} name */
function lineFor(box, name) {
  const line = document.createElement("li");
  line.className = "file";
  line.dataset.attachPending = "1";
  const label = document.createElement("bdi");
  label.className = "file__name";
  label.textContent = name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "btn btn--quiet btn--icon btn--s";
  stop.textContent = "×";
  stop.setAttribute("aria-label", box.dataset.attachRemove + " " + name);
  line.append(label, bar, stop);
  box.querySelector("[data-attach-list]").append(line);
  return {line: line, bar: bar, stop: stop};
}

/** @param {{line: HTMLElement, bar: HTMLElement}} parts @param {HTMLElement} box @param {string} text */
function failed(parts, box, text) {
  delete parts.line.dataset.attachPending;
  const said = document.createElement("span");
  said.className = "field__error";
  said.setAttribute("role", "alert");
  said.textContent = text;
  parts.bar.replaceWith(said);
}

/** @param {string} text @returns {string} what a refusal says, "" where it says nothing we understand */
function refusal(text) {
  try {
    const told = JSON.parse(text);
    return (told.fields && told.fields.files) || told.title || "";
  } catch (error) {
    return "";
  }
}

/** @param {string} html @returns {Node[]} the lines of a fragment, which runs nothing while it is read */
function nodesOf(html) {
  return Array.from(new DOMParser().parseFromString(html, "text/html").body.childNodes);
}

/** @param {HTMLElement} box @param {File} file */
function send(box, file) {
  const name = file.name || box.dataset.attachPasted + ".png";
  const parts = lineFor(box, name);
  if (file.size > Number(box.dataset.attachBytes)) {
    failed(parts, box, name + " " + box.dataset.attachTooLarge);
    parts.stop.addEventListener("click", function () { parts.line.remove(); });
    return;
  }
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.append("files", file, name);
  request.open("POST", box.dataset.attachUrl + "?files=1");
  request.setRequestHeader("Accept", "application/json, text/html");
  request.setRequestHeader("X-CSRFToken", token(box));
  request.upload.addEventListener("progress", function (event) {
    if (event.lengthComputable) parts.bar.value = event.loaded / event.total;
  });
  request.addEventListener("load", function () {
    if (request.status !== 200) {
      failed(parts, box, refusal(request.responseText) || name + " " + box.dataset.attachFailed);
      return;
    }
    parts.line.replaceWith(...nodesOf(request.responseText));
    remember(box, true);
    say(box, name);
  });
  request.addEventListener("error", function () { failed(parts, box, name + " " + box.dataset.attachFailed); });
  parts.stop.addEventListener("click", function () {
    request.abort();
    parts.line.remove();
  });
  request.send(form);
}

/** @param {HTMLElement} box @param {FileList} files */
function sendAll(box, files) {
  Array.from(files).forEach(function (file) { send(box, file); });
}

document.addEventListener("change", function (event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const box = input.matches("[data-attach-input]") ? boxOf(input) : null;
  if (!box || !input.files) return;
  event.stopPropagation();
  sendAll(box, input.files);
  input.value = "";  // what was sent ahead is not sent again with the form
}, true);

document.addEventListener("paste", function (event) {
  const box = event.target instanceof Element ? boxOf(event.target) : null;
  const files = event.clipboardData && event.clipboardData.files;
  if (!box || !files || !files.length) return;
  event.preventDefault();
  sendAll(box, files);
});

document.addEventListener("dragover", function (event) {
  const box = event.target instanceof Element ? boxOf(event.target) : null;
  if (!box || !event.dataTransfer || !Array.from(event.dataTransfer.types).includes("Files")) return;
  event.preventDefault();
  box.classList.add("is-over");
});

document.addEventListener("dragleave", function (event) {
  const box = event.target instanceof Element ? boxOf(event.target) : null;
  if (box) box.classList.remove("is-over");
});

document.addEventListener("drop", function (event) {
  const box = event.target instanceof Element ? boxOf(event.target) : null;
  if (!box || !event.dataTransfer || !event.dataTransfer.files.length) return;
  event.preventDefault();
  box.classList.remove("is-over");
  sendAll(box, event.dataTransfer.files);
});

// In the capture phase, before htmx sees the press.
document.addEventListener("click", function (event) {
  const target = /** @type {Element} */ (event.target);
  const drop = /** @type {HTMLButtonElement} */ (target.closest("[data-attach-drop]"));
  const box = boxOf(target);
  if (drop && box) {
    event.preventDefault();
    event.stopPropagation();
    const line = drop.closest("[data-file]");
    fetch(drop.formAction + "?files=1", {method: "POST", headers: {"X-CSRFToken": token(box)}}).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      line.remove();
      remember(box, Boolean(box.querySelector("[data-file]")));
    }).catch(function () { say(box, box.dataset.attachFailed); });
  } else if (box && target.closest("[data-composer-send]") && box.querySelector("[data-attach-pending]")) {
    event.preventDefault();
    event.stopPropagation();
    say(box, box.dataset.attachWait);
    box.querySelector("[data-attach-status]").classList.remove("sr-only");
  }
}, true);

/** Bring back, after a reload, what still waits here. */
function restore() {
  document.querySelectorAll("[data-attach]").forEach(function (element) {
    const box = /** @type {HTMLElement} */ (element);
    if (box.dataset.attachReady) return;
    box.dataset.attachReady = "1";
    let marked = null;
    try {
      marked = localStorage.getItem(MARK + box.dataset.attachKey);
    } catch (error) { /* nothing is kept */ }
    if (!marked || box.querySelector("[data-file]")) return;
    fetch(box.dataset.attachAsideUrl, {headers: {"HX-Request": "true"}}).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) {
      box.querySelector("[data-attach-list]").replaceChildren(...nodesOf(text));
      remember(box, Boolean(box.querySelector("[data-file]")));
    });
  });
  document.querySelectorAll("[data-redact-mark]").forEach(function (button) {
    /** @type {HTMLElement} */ (button).hidden = false;
  });
}

/** Count characters as the server does, where a sign may be two of a script's. @param {string} text */
function length(text) {
  return Array.from(text).length;
}

/** @param {HTMLElement} form */
function mark(form) {
  const text = /** @type {HTMLElement} */ (form.querySelector("[data-redact-text]"));
  const choice = document.getSelection();
  if (!choice || !choice.rangeCount || choice.isCollapsed) return;
  const range = choice.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  const start = length(before.toString());
  const chosen = range.toString();
  const field = /** @type {HTMLInputElement} */ (form.querySelector("[data-redact-parts]"));
  field.value = (field.value ? field.value + "," : "") + start + "-" + (start + length(chosen));
  if (!text.dataset.whole) text.dataset.whole = text.textContent;
  const signs = Array.from(text.textContent);
  for (let at = start; at < start + length(chosen); at += 1) if (signs[at].trim()) signs[at] = "▇";
  text.textContent = signs.join("");
  /** @type {HTMLElement} */ (form.querySelector("[data-redact-clear]")).hidden = false;
}

document.addEventListener("click", function (event) {
  const target = /** @type {Element} */ (event.target);
  const form = /** @type {HTMLElement} */ (target.closest("[data-redact]"));
  if (!form) return;
  if (target.closest("[data-redact-mark]")) mark(form);
  if (!target.closest("[data-redact-clear]")) return;
  const text = /** @type {HTMLElement} */ (form.querySelector("[data-redact-text]"));
  text.textContent = text.dataset.whole || text.textContent;
  /** @type {HTMLInputElement} */ (form.querySelector("[data-redact-parts]")).value = "";
});

// A press on the button would take away what is marked, before the click comes.
document.addEventListener("mousedown", function (event) {
  if (event.target instanceof Element && event.target.closest("[data-redact-mark]")) event.preventDefault();
});

document.addEventListener("htmx:afterSettle", restore);
restore();
