// A form in React whose fields an officer may point at and propose values for. Controlled inputs need nothing more than
// their attribute: a proposed value is entered as if typed, so `onChange` hears it.
import { createElement as h, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { FIRST, LABELS, messageFor, sumOf } from './form.js';

function Form() {
  const [values, setValues] = useState(FIRST);
  window.state = values; // for whoever wants to look: the framework's own state
  const wrong = messageFor(values);
  const input = (id) =>
    h('p', { key: id }, h('label', null, LABELS[id], ' ', h('input', {
      id,
      value: values[id],
      'data-daoban-field': id,
      'aria-invalid': id === 'f1_6_wkp' && wrong !== '',
      onChange: (event) => setValues((old) => ({ ...old, [id]: event.target.value })),
    })));
  return h('main', { 'data-daoban-form': '', 'data-daoban-matter': 'vat-general', 'data-daoban-step': 's2' },
    h('h1', null, '附列资料（一）'), Object.keys(FIRST).map(input),
    h('p', { 'data-daoban-error-for': 'f1_6_wkp' }, wrong),
    h('p', null, '合计 ', h('data', { value: sumOf(values), 'data-daoban-field': 'f1_6_hj' }, sumOf(values))));
}

createRoot(document.getElementById('app')).render(h(Form));
