// Printing needs a script; a button that would do nothing without one stays hidden.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
