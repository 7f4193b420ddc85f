// Countdowns tick, chips change tone when their moment comes. Words come from template#clock-words;
// moments.py says spans the same way, so nothing jumps when the script takes over.

const words = /** @type {HTMLElement} */ (document.getElementById("clock-words"));
const skew = words ? Date.parse(words.dataset.now) - Date.now() : 0;
const TICK_SECONDS = 10;

/** @param {string} phrase @param {string} name @param {string|number} value */
function fill(phrase, name, value) {
  return phrase.replace("%(" + name + ")s", String(value));
}

/** Say a length of time in at most two units. @param {number} seconds */
export function span(seconds) {
  const minutes = Math.floor(seconds / 60);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const day = fill(words.dataset.day, "n", days);
  const hour = fill(words.dataset.hour, "n", hours);
  const minute = fill(words.dataset.minute, "n", rest);
  if (days) return hours ? day + " " + hour : day;
  if (hours) return rest ? hour + " " + minute : hour;
  return rest ? minute : words.dataset.under;
}

/** @param {Element} element @param {number} now */
function tell(element, now) {
  const seconds = Math.trunc((Date.parse(element.getAttribute("data-due")) - now) / 1000);
  const phrase = seconds > 0 ? words.dataset.left : words.dataset.over;
  const text = fill(phrase, "time", span(Math.abs(seconds)));
  if (element.textContent !== text) element.textContent = text;
}

/** Move a running chip to amber or red. @param {Element} chip @param {number} now */
function colour(chip, now) {
  const due = Date.parse(chip.getAttribute("data-due-at"));
  const warn = Date.parse(chip.getAttribute("data-warn-at"));
  const tone = now >= due ? "red" : now >= warn ? "amber" : "";
  if (!tone || chip.classList.contains("clock--" + tone)) return;
  const before = chip.classList.contains("clock--amber") ? "amber" : "green";
  chip.classList.remove("clock--green", "clock--amber");
  chip.classList.add("clock--" + tone);
  chip.querySelectorAll(".sr-only, .pop__title").forEach(function (text) {
    text.textContent = text.textContent.replace(words.dataset[before], words.dataset[tone]);
  });
}

function tick() {
  if (document.hidden) return;
  const now = Date.now() + skew;
  document.querySelectorAll("[data-due]").forEach(function (element) { tell(element, now); });
  document.querySelectorAll("[data-clock]").forEach(function (chip) { colour(chip, now); });
}

if (words) {
  tick();
  setInterval(tick, TICK_SECONDS * 1000);
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("htmx:afterSwap", tick);
  document.addEventListener("fuwutai:swapped", tick);
}
