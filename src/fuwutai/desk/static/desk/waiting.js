// Replies that can still be taken back: the seconds are counted down, and when they are over the thread asks anew. Should
// the worker be busy with something else, the author's own page sends what is due; whoever comes second finds it sent.

const clockWords = document.getElementById("clock-words");
const skew = clockWords ? Date.parse(clockWords.dataset.now) - Date.now() : 0;
const PATIENCE = 20;
const LATE_SECONDS = 2;
let asked = 0;

function tick() {
  const waiting = Array.from(document.querySelectorAll("[data-sends-at]"));
  if (!waiting.length) {
    asked = 0;
    return;
  }
  let over = false;
  waiting.forEach(function (element) {
    const seconds = Math.ceil((Date.parse(element.getAttribute("data-sends-at")) - Date.now() - skew) / 1000);
    const text = seconds > 0
      ? element.getAttribute("data-phrase").replace("%(n)s", String(seconds))
      : element.getAttribute("data-now");
    if (element.textContent !== text) element.textContent = text;
    if (seconds < 0) over = true;
    if (seconds < -LATE_SECONDS) sendDue(element.closest("li"));
  });
  const thread = document.getElementById("case-thread");
  if (!over || !thread || document.hidden || asked >= PATIENCE || document.querySelector(".htmx-request")) return;
  asked += 1;
  if (asked % 2) thread.dispatchEvent(new CustomEvent("live"));
}

/** @param {Element|null} waiting */
function sendDue(waiting) {
  const button = waiting && waiting.querySelector("[data-send-due]");
  if (!button || button.hasAttribute("data-sent-due")) return;
  button.setAttribute("data-sent-due", "");
  const token = waiting.querySelector("[name=csrfmiddlewaretoken]");
  fetch(button.getAttribute("data-send-due"), {
    method: "POST", credentials: "same-origin",
    headers: {"X-CSRFToken": token ? token.value : "", "HX-Request": "true"},
  }).catch(function () { /* the worker sends it */ });
}

setInterval(tick, 1000);
document.addEventListener("htmx:afterSettle", tick);
tick();
