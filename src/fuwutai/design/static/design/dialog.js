// Popovers on <details data-pop> and dialogs on <dialog>: one open at a time, Escape and a press outside close.

const POP = "details[data-pop]";
const EDGE = 8;

/** @param {Element|null} keep the popover that stays open */
function closePops(keep) {
  document.querySelectorAll(POP + "[open]").forEach(function (pop) {
    if (!keep || (pop !== keep && !pop.contains(keep))) pop.removeAttribute("open");
  });
}

/** Move a panel that would leave the window back into it. @param {Element} pop */
function fit(pop) {
  const panel = /** @type {HTMLElement} */ (pop.querySelector(".pop__panel"));
  if (!panel) return;
  panel.style.transform = "";
  const box = panel.getBoundingClientRect();
  const tooFarRight = box.right - (document.documentElement.clientWidth - EDGE);
  const shift = box.left < EDGE ? EDGE - box.left : Math.min(0, -tooFarRight);
  if (shift) panel.style.transform = "translateX(" + shift + "px)";
  if (box.bottom > window.innerHeight && box.top > box.height + 80) pop.classList.add("pop--up");
}

document.addEventListener("toggle", function (event) {
  const pop = /** @type {HTMLDetailsElement} */ (event.target);
  if (!pop.matches || !pop.matches(POP) || !pop.open) return;
  closePops(pop);
  fit(pop);
}, true);

// What came only when it was opened makes the panel larger.
document.addEventListener("htmx:afterSwap", function (event) {
  const pop = /** @type {Element} */ (event.target).closest(POP + "[open]");
  if (pop) fit(pop);
});

document.addEventListener("click", function (event) {
  const target = /** @type {Element} */ (event.target);
  closePops(target.closest(POP));
  const opener = target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.getAttribute("data-dialog") || "");
    if (dialog instanceof HTMLDialogElement && !dialog.open) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const closer = target.closest("[data-dialog-close]");
  const dialog = closer ? closer.closest("dialog") : target;
  if (!(dialog instanceof HTMLDialogElement)) return;
  // A press on the veil hits the dialog element itself; one with unsaved words in it says data-sticky.
  if (closer || !dialog.hasAttribute("data-sticky")) {
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right
      && event.clientY >= box.top && event.clientY <= box.bottom;
    if (closer || !inside) dialog.close();
  }
});

document.addEventListener("keydown", function (event) {
  if (event.key !== "Escape") return;
  const open = document.activeElement && document.activeElement.closest(POP + "[open]");
  if (open) {
    const summary = open.querySelector("summary");
    if (summary) summary.focus();
  }
  closePops(null);
});

// A fragment that htmx puts into a dialog opens it; an empty dialog in place of one that is done stays closed.
document.addEventListener("htmx:afterSwap", function (event) {
  const dialog = /** @type {Element} */ (event.target).closest("dialog[data-auto-open]");
  if (dialog instanceof HTMLDialogElement && !dialog.open && dialog.childElementCount) dialog.showModal();
});

const wanted = document.querySelector("[data-focus]");
if (wanted instanceof HTMLElement) wanted.focus();
