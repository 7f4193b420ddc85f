// A button that prints the page: data-print. It stands hidden until a script can answer it.

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", function () {
    window.print();
  });
}
