// The editor of steps: rows are added, removed and moved, and ask what their action needs, without asking the server.
// Without this file every button posts the form, which comes back changed.

const BLANK = /steps-(?:__|\d+)-/g;

/** @param {Element} inside @returns {HTMLElement[]} */
function rows(inside) {
  return Array.from(inside.querySelectorAll("[data-step-rows] > [data-step]"));
}

/** Number the rows as they stand. @param {Element} editor */
function number(editor) {
  rows(editor).forEach(function (row, place) {
    row.querySelectorAll("[name], [id], [for], [aria-describedby]").forEach(function (one) {
      ["name", "id", "for", "aria-describedby"].forEach(function (attribute) {
        const value = one.getAttribute(attribute);
        if (value && value.startsWith("steps-") && value !== "steps-go") {
          one.setAttribute(attribute, value.replace(BLANK, "steps-" + place + "-"));
        }
      });
    });
    row.querySelectorAll("button[data-step-act]").forEach(function (button) {
      button.setAttribute("value", button.getAttribute("data-step-act") + "-" + place);
    });
  });
  const add = editor.querySelector("button[data-step-act=add]");
  if (add instanceof HTMLButtonElement) add.disabled = rows(editor).length >= Number(editor.getAttribute("data-most"));
}

/** @param {Element} editor @param {string} what */
function say(editor, what) {
  const status = /** @type {HTMLElement} */ (editor.querySelector("[data-step-said]"));
  status.textContent = "";
  window.setTimeout(function () { status.textContent = status.dataset[what] || ""; }, 50);
}

/** Ask what the chosen action needs; what was written under the same name stays. @param {HTMLSelectElement} choice */
function ask(choice) {
  const editor = choice.closest("[data-steps]");
  const row = choice.closest("[data-step]");
  const place = /** @type {HTMLElement} */ (row.querySelector("[data-step-fields]"));
  const written = new Map();
  place.querySelectorAll("[data-entry]").forEach(function (one) {
    written.set(one.getAttribute("data-entry"), /** @type {HTMLInputElement} */ (one).value);
  });
  const shape = Array.from(editor.querySelectorAll("template[data-step-shape]")).find(function (one) {
    return one.getAttribute("data-step-shape") === choice.value;
  });
  place.replaceChildren();
  if (shape instanceof HTMLTemplateElement) place.append(shape.content.cloneNode(true));
  place.querySelectorAll("[data-entry]").forEach(function (one) {
    const field = /** @type {HTMLInputElement} */ (one);
    const before = written.get(one.getAttribute("data-entry"));
    if (before && !(field instanceof HTMLSelectElement && !Array.from(/** @type {any} */ (field).options).some(
      function (/** @type {HTMLOptionElement} */ option) { return option.value === before; }))) field.value = before;
  });
  /** @type {HTMLElement} */ (row.querySelector("[data-step-speaks]")).hidden =
    !(shape && shape.hasAttribute("data-speaks"));
  number(editor);
}

/** @param {Element} editor */
function add(editor) {
  const blank = /** @type {HTMLTemplateElement} */ (editor.querySelector("template[data-step-blank]"));
  editor.querySelector("[data-step-rows]").append(blank.content.cloneNode(true));
  ready(editor);
  number(editor);
  const last = rows(editor).pop();
  /** @type {HTMLElement} */ (last.querySelector("[data-step-do]")).focus();
  say(editor, "added");
}

/** @param {HTMLElement} row */
function remove(row) {
  const editor = row.closest("[data-steps]");
  const next = row.nextElementSibling || row.previousElementSibling;
  row.remove();
  number(editor);
  const target = next ? next.querySelector("[data-step-do]") : editor.querySelector("button[data-step-act=add]");
  /** @type {HTMLElement} */ (target).focus();
  say(editor, "removed");
}

/** @param {HTMLElement} row @param {string} way @param {HTMLElement} focus */
function move(row, way, focus) {
  const other = way === "up" ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (way === "up") other.before(row); else other.after(row);
  const editor = row.closest("[data-steps]");
  number(editor);
  focus.focus();
  say(editor, "moved");
}

/** @param {Element} editor */
function ready(editor) {
  editor.querySelectorAll("[data-step-show]").forEach(function (one) { /** @type {HTMLElement} */ (one).hidden = true; });
}

document.addEventListener("click", function (event) {
  const target = /** @type {Element} */ (event.target);
  const button = target.closest("[data-steps] button[data-step-act]");
  if (!(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  const act = button.dataset.stepAct;
  if (act === "add") return add(button.closest("[data-steps]"));
  const row = /** @type {HTMLElement} */ (button.closest("[data-step]"));
  if (act === "remove") remove(row); else move(row, act, button);
});

document.addEventListener("change", function (event) {
  const choice = event.target;
  if (choice instanceof HTMLSelectElement && choice.matches("[data-steps] [data-step-do]")) ask(choice);
});

document.addEventListener("keydown", function (event) {
  const field = event.target;
  if (!event.altKey || !(event.key === "ArrowUp" || event.key === "ArrowDown") || !(field instanceof HTMLElement)) return;
  const row = field.closest("[data-steps] [data-step]");
  if (!(row instanceof HTMLElement) || field instanceof HTMLSelectElement) return;
  event.preventDefault();
  move(row, event.key === "ArrowUp" ? "up" : "down", field);
});

document.querySelectorAll("[data-steps]").forEach(ready);
