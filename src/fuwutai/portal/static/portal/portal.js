// The portal works without this file. It keeps a half-written form through a reload and a double press from
// sending twice; the server refuses the second one anyway.

const PREFIX = "fuwutai:form:";

/** @param {HTMLFormElement} form */
function keep(form) {
  const kept = {};
  form.querySelectorAll("textarea[name], input[type=text][name]").forEach(function (field) {
    kept[field.name] = field.value;
  });
  try {
    sessionStorage.setItem(PREFIX + form.dataset.keep, JSON.stringify(kept));
  } catch (error) { /* a browser that keeps nothing: the words stay in the page */ }
}

/** @param {HTMLFormElement} form */
function restore(form) {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(PREFIX + form.dataset.keep));
  } catch (error) { /* as above */ }
  Object.keys(kept || {}).forEach(function (name) {
    const field = form.elements.namedItem(name);
    if (field && !field.value) field.value = kept[name];
  });
}

document.addEventListener("input", function (event) {
  const form = event.target.form;
  if (form && form.matches("[data-keep]")) keep(form);
});

document.addEventListener("submit", function (event) {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  // form.elements knows the buttons that stand elsewhere and name this form.
  Array.from(form.elements).forEach(function (each) {
    if (each.type === "submit") each.setAttribute("aria-busy", "true");
  });
});

// Back from the next page: the form may be sent again.
window.addEventListener("pageshow", function () {
  document.querySelectorAll("form[data-sent]").forEach(function (form) {
    delete form.dataset.sent;
    Array.from(form.elements).forEach(function (each) { each.removeAttribute("aria-busy"); });
  });
});

// The page that confirms a receipt says which form is done with.
document.querySelectorAll("[data-forget]").forEach(function (element) {
  try {
    sessionStorage.removeItem(PREFIX + element.dataset.forget);
  } catch (error) { /* nothing is kept */ }
});
document.querySelectorAll("form[data-keep]").forEach(restore);
