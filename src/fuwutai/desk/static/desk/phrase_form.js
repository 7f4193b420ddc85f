// Variables of a phrase by a press; without this script they are typed as they stand in the list.

document.addEventListener("click", function (event) {
  const button = /** @type {HTMLElement} */ (/** @type {Element} */ (event.target).closest("[data-phrase-variable]"));
  const text = button && button.closest("form").querySelector("[data-phrase-body]");
  if (!(text instanceof HTMLTextAreaElement)) return;
  text.setRangeText(button.dataset.phraseVariable, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new InputEvent("input", {bubbles: true}));
  text.focus();
});
