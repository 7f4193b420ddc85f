// A file that the server would not take is not sent at all: the field says so at once.
// data-most-bytes on the field; data-too-large="id of the sentence" names what then appears.

document.addEventListener("change", function (event) {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.dataset.mostBytes) return;
  const sentence = document.getElementById(field.dataset.tooLarge || "");
  const file = field.files && field.files[0];
  const tooLarge = Boolean(file && file.size > Number(field.dataset.mostBytes));
  if (tooLarge) field.value = "";
  if (sentence) sentence.hidden = !tooLarge;
});
