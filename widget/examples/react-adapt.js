// React without attributes: the page says what it holds by `daoban.update`, and reads and sets by `daoban.adapt`.
import { createElement as h, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { adaptorOf, FIRST, LABELS, tell } from './form.js';

function Form() {
  const [values, setValues] = useState(FIRST);
  const latest = useRef(values);
  latest.current = window.state = values;
  useEffect(() => tell(values), [values]);
  useEffect(() => {
    window.daoban('adapt', adaptorOf(() => latest.current, (id, value) => setValues((old) => ({ ...old, [id]: value }))));
  }, []);
  const change = (event) => setValues((old) => ({ ...old, [event.target.id]: event.target.value }));
  return h('main', null, Object.keys(FIRST).map((id) =>
    h('p', { key: id }, h('label', null, LABELS[id], ' ', h('input', { id, value: values[id], onChange: change })))));
}

createRoot(document.getElementById('app')).render(h(Form));
