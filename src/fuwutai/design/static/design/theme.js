// Appearance at once, kept by the server: the form works alone; here it only stops waiting for a page.

const ATTRIBUTE = {theme: "theme", density: "density", text_size: "text"};

/** @param {HTMLFormElement} form @param {HTMLButtonElement} button */
function apply(form, button) {
  document.documentElement.dataset[ATTRIBUTE[button.name]] = button.value;
  form.querySelectorAll("button[name='" + button.name + "']").forEach(function (each) {
    each.setAttribute("aria-pressed", String(each === button));
  });
}

/** @param {HTMLFormElement} form @param {HTMLButtonElement} button */
function keep(form, button) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  body.set(button.name, button.value);
  // An answer that is no page is followed nowhere: the page in view already shows the choice.
  return fetch(form.action, {method: "POST", body: body, credentials: "same-origin", redirect: "manual"});
}

document.addEventListener("submit", function (event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = /** @type {HTMLButtonElement} */ (event.submitter);
  if (!form.matches("[data-preferences]") || !button || !ATTRIBUTE[button.name]) return;
  event.preventDefault();
  apply(form, button);
  keep(form, button).catch(function () {
    document.dispatchEvent(new CustomEvent("fuwutai:offline"));
  });
});
