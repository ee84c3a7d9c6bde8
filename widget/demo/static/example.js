// The page's own rules: it adds up, and takes no negative amount. An accepted proposal comes as if typed.
const [billed, unbilled, sum, wrong] = ['billed', 'unbilled', 'sum', 'wrong'].map((id) => document.getElementById(id));
const amount = (input) => Number(input.value.replaceAll(',', '')) || 0;

document.getElementById('example').addEventListener('input', () => {
  const isWrong = amount(unbilled) < 0;
  unbilled.setAttribute('aria-invalid', isWrong);
  wrong.textContent = isWrong ? wrong.dataset.words : '';
  sum.value = (amount(billed) + amount(unbilled)).toFixed(2);
});

// What the page can say and hear; it may speak before the widget has come.
const heard = document.getElementById('heard');
window.daoban ||= function () { (daoban.q ||= []).push(arguments); };
for (const button of document.querySelectorAll('[data-call]'))
  button.addEventListener('click', () => daoban(...button.dataset.call.split(' ')));
for (const name of ['ready', 'open', 'close', 'unread', 'message', 'ended', 'goto', 'error'])
  daoban('on', name, (said) => heard.prepend(Object.assign(document.createElement('li'), { textContent: `${name} ${JSON.stringify(said ?? {})}` })));
