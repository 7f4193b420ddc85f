// Announced results: those the server rendered, those an answer names (HX-Trigger: {"toast": {...}}), and failures.

const SECONDS_SHOWN = 7;
const ICON = {info: "info", success: "check-circle", warning: "alert", error: "error"};

/** @returns {HTMLElement|null} */
function region() {
  return document.querySelector("[data-toasts]");
}

/** @param {string} name */
function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", region().dataset.icons + "#" + name);
  svg.append(use);
  return svg;
}

/** Good news leaves by itself; warnings and errors wait to be read. @param {Element} toast */
function leaveLater(toast) {
  if (toast.matches(".toast--error, .toast--warning")) return;
  const leave = function () {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000);
    else toast.remove();
  };
  setTimeout(leave, SECONDS_SHOWN * 1000);
}

/** @param {string} text @param {string} [level] */
function show(text, level) {
  const place = region();
  if (!place || !text) return;
  const kind = level && ICON[level] ? level : "info";
  const toast = document.createElement("div");
  const words = document.createElement("span");
  const close = document.createElement("button");
  toast.className = "toast toast--" + kind;
  toast.dataset.toast = "";
  words.className = "toast__text";
  words.textContent = text;
  close.type = "button";
  close.className = "btn btn--quiet btn--icon btn--s";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", place.dataset.closeLabel || "");
  close.append(icon("x"));
  toast.append(icon(ICON[kind]), words, close);
  place.append(toast);
  leaveLater(toast);
}

document.addEventListener("click", function (event) {
  const close = /** @type {Element} */ (event.target).closest("[data-toast-close]");
  if (close) close.closest("[data-toast]").remove();
});
document.addEventListener("toast", function (event) {
  const detail = /** @type {CustomEvent} */ (event).detail || {};
  show(detail.text || detail.value, detail.level);
});
// A refusal comes as a ready toast (HX-Retarget: #toasts); htmx would drop it for its status.
document.addEventListener("htmx:beforeSwap", function (event) {
  const detail = /** @type {CustomEvent} */ (event).detail;
  if (detail.xhr.status >= 400 && detail.target === region()) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});
document.addEventListener("htmx:load", function (event) {
  const element = /** @type {Element} */ (event.target);
  if (element.matches("[data-toast]")) leaveLater(element);
});
document.addEventListener("htmx:responseError", function () {
  show(region().dataset.errorText, "error");
});
document.addEventListener("htmx:sendError", function () {
  show(region().dataset.offlineText, "error");
});
document.addEventListener("fuwutai:offline", function () {
  show(region().dataset.offlineText, "error");
});
document.querySelectorAll("[data-toast]").forEach(leaveLater);
