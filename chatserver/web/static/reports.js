// Printing needs a script; a button that would do nothing without one stays hidden.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}

// In a narrow window the menu scrolls: where one is must be seen.
document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

// On paper nothing can be unfolded: the table of a long trend is printed with its lines.
addEventListener('beforeprint', () => {
  for (const table of document.querySelectorAll('.trend-table')) table.open = true;
});

// While something is under way its part of the page is fetched anew; whoever has the focus in it keeps their place.
const REFRESH_MILLISECONDS = 2000;
for (const section of document.querySelectorAll('[data-refresh]')) watch(section);

function watch(section) {
  if (section.querySelector('[data-busy]')) setTimeout(() => refresh(section), REFRESH_MILLISECONDS);
}

async function refresh(section) {
  const answer = await fetch(section.dataset.refresh + location.search).catch(() => null);
  const list = section.querySelector('[data-list]');
  if (answer?.ok && !list.contains(document.activeElement)) {
    const drawn = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-list]');
    list.replaceWith(document.adoptNode(drawn));
  }
  watch(section);
}
