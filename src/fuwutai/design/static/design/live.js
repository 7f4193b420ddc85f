// One stream of topics for the page (<body data-live-url>). An element that says data-live-topic="case:12 mine"
// gets the event `live` when one of them is named (htmx: hx-trigger="live"), or, with data-live-src, its own fresh
// copy. "team:*" matches every team; an event `resync` means everything. The stream carries no content: what may be seen is decided by the answer.

const POLL_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 30;
const GATHER_MILLISECONDS = 200;

const url = document.body.dataset.liveUrl;
/** @type {EventSource|null} */
let stream = null;
let failures = 0;
let poll = 0;
let retry = 0;
/** @type {Set<Element>} */
const due = new Set();
let gathering = 0;

/** @param {string} state connected, reconnecting or polling */
function say(state) {
  document.querySelectorAll("[data-live-state]").forEach(function (element) {
    const text = element.querySelector("span") || element;
    const words = element.getAttribute("data-" + state) || "";
    element.setAttribute("data-state", state);
    if (text.textContent !== words) text.textContent = words;
    element.setAttribute("title", words);
  });
}

/** @param {string} raw @returns {string[]|null} the topic of a message like {"topic":"case:12","seq":3}; null = all */
export function topicsOf(raw) {
  try {
    const topic = JSON.parse(raw).topic;
    return topic ? [topic] : null;
  } catch (error) {
    return null;
  }
}

/** @param {string} wanted @param {string[]} topics */
export function wants(wanted, topics) {
  return wanted.split(/\s+/).some(function (mine) {
    if (!mine) return false;
    if (!mine.endsWith("*")) return topics.indexOf(mine) >= 0;
    return topics.some(function (topic) { return topic.startsWith(mine.slice(0, -1)); });
  });
}

/** @param {Element} element */
function isBusy(element) {
  const focus = document.activeElement;
  return Boolean(focus && element.contains(focus) && focus.matches("input, textarea, select"));
}

/** Put a fresh copy in place; what a reader is typing into is left alone until the next time. @param {Element} element */
function swap(element) {
  if (isBusy(element)) return Promise.resolve();
  return fetch(element.getAttribute("data-live-src"), {credentials: "same-origin", headers: {"X-Live": "1"}})
    .then(function (answer) { return answer.ok ? answer.text() : ""; })
    .then(function (html) {
      const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
      if (!fresh || isBusy(element) || fresh.outerHTML === element.outerHTML) return;
      element.replaceWith(fresh);
      const announcer = document.querySelector("[data-announcer]");
      const words = fresh.getAttribute("data-live-say");
      if (announcer && words) announcer.textContent = words;
      document.dispatchEvent(new CustomEvent("fuwutai:swapped"));
    })
    .catch(function () { /* the next announcement or the next poll tries again */ });
}

// While a form is under way its answer will exchange the very elements that would ask here, so they wait for it.
function refresh() {
  if (document.querySelector(".htmx-request")) {
    gathering = window.setTimeout(refresh, GATHER_MILLISECONDS);
    return;
  }
  gathering = 0;
  const elements = Array.from(due);
  due.clear();
  elements.forEach(function (element) {
    if (!element.isConnected) return;
    if (element.hasAttribute("data-live-src")) swap(element);
    else element.dispatchEvent(new CustomEvent("live"));
  });
}

// And what was asked for before a form was sent is old when it comes: it is not put in place over what the form changed.
document.addEventListener("htmx:beforeRequest", function (event) {
  const asker = /** @type {CustomEvent} */ (event).detail.elt;
  if (asker.hasAttribute("data-live-topic")) return;
  document.querySelectorAll("[data-live-topic].htmx-request").forEach(function (element) {
    element.addEventListener("htmx:beforeSwap", function drop(swapping) {
      if (/** @type {CustomEvent} */ (swapping).detail.requestConfig.elt !== element) return;
      element.removeEventListener("htmx:beforeSwap", drop);
      /** @type {CustomEvent} */ (swapping).detail.shouldSwap = false;
    });
    due.add(element);
  });
  if (due.size && !gathering) gathering = window.setTimeout(refresh, GATHER_MILLISECONDS);
});

/** @param {string[]|null} topics null = everything, after a gap */
function announce(topics) {
  document.querySelectorAll("[data-live-topic]").forEach(function (element) {
    if (!topics || wants(element.getAttribute("data-live-topic"), topics)) due.add(element);
  });
  if (due.size && !gathering) gathering = window.setTimeout(refresh, GATHER_MILLISECONDS);
}

function startPolling() {
  say("polling");
  if (!poll) poll = window.setInterval(function () { if (!document.hidden) announce(null); }, POLL_SECONDS * 1000);
}

function onOpen() {
  clearInterval(poll);
  poll = 0;
  failures = 0;
  say("connected");
  announce(null); // what happened between the making of the page and now was told to nobody here
}

function onError() {
  failures += 1;
  say("reconnecting");
  if (failures > 2) startPolling();
  if (!stream || stream.readyState !== EventSource.CLOSED) return;
  stream.close();
  const seconds = Math.min(LONGEST_WAIT_SECONDS, Math.pow(2, failures)) * (0.5 + Math.random() / 2);
  clearTimeout(retry);
  retry = window.setTimeout(connect, seconds * 1000);
}

function connect() {
  if (typeof EventSource === "undefined") {
    startPolling();
    return;
  }
  stream = new EventSource(url);
  stream.addEventListener("open", onOpen);
  stream.addEventListener("error", onError);
  stream.addEventListener("message", function (event) { announce(topicsOf(event.data)); });
  stream.addEventListener("resync", function () { announce(null); });
}

if (url) {
  connect();
  // A page kept for the back button holds no stream; shown again, it catches up.
  window.addEventListener("pagehide", function () {
    clearTimeout(retry);
    if (stream) stream.close();
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) connect();
  });
}
