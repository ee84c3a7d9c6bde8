// Keeps the wallboard new: asks every two seconds while somebody can see it, and says so when nobody answers.
// All words and shapes come from the hub; this only puts them where the page has a place for them.
const EVERY = 2000;
const LOST_AFTER = 6000;
const PATIENCE = 5000;

const lost = document.querySelector('[data-lost]');
const said = lost.querySelector('[data-said]');
const since = lost.querySelector('[data-since]');
let heardAt = performance.now();
let signedOut = false;
let asking = false;
let next = 0;

function put({ text, mark, draw }) {
  for (const place of document.querySelectorAll('[data-text]')) {
    const words = text[place.dataset.text] ?? '';
    if (place.textContent !== words) place.textContent = words;
  }
  for (const place of document.querySelectorAll('[data-mark]')) place.dataset.is = mark[place.dataset.mark] ?? 'none';
  for (const place of document.querySelectorAll('[data-draw]')) {
    const [attribute, name] = place.dataset.draw.split(' ');
    place.setAttribute(attribute, draw[name] ?? '0');
  }
}

async function ask() {
  clearTimeout(next);
  if (asking || document.hidden) return;
  asking = true;
  try {
    const answer = await fetch(document.body.dataset.source, { signal: AbortSignal.timeout(PATIENCE) });
    signedOut = answer.status === 401 || answer.status === 403;
    if (answer.ok) {
      put((await answer.json()).shown);
      heardAt = performance.now();
    }
  } catch {
    // No answer: the numbers stay, `tell` says how long ago they were new.
  } finally {
    asking = false;
    tell();
    clearTimeout(next);
    next = setTimeout(ask, EVERY);
  }
}

function tell() {
  const silent = performance.now() - heardAt;
  const isLost = silent >= LOST_AFTER;
  if (isLost) {
    const words = signedOut ? said.dataset.signedOut : said.dataset.offline;
    if (said.textContent !== words) said.textContent = words;
    since.textContent = since.dataset.words.replace('{n}', Math.floor(silent / 1000));
  }
  lost.hidden = !isLost;
  document.body.classList.toggle('stale', isLost);
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  heardAt = performance.now(); // nobody asked meanwhile, so nobody was lost
  void ask();
});
setInterval(() => document.hidden || tell(), 1000);
next = setTimeout(ask, EVERY);
