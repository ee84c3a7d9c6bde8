// Vue without attributes: the page says what it holds by `daoban.update`, and reads and sets by `daoban.adapt`.
import { createApp, h, reactive, watchEffect } from 'vue';
import { adaptorOf, FIRST, LABELS, tell } from './form.js';

const values = reactive({ ...FIRST });
watchEffect(() => tell((window.state = { ...values })));

createApp({
  render: () =>
    h('main', Object.keys(FIRST).map((id) =>
      h('p', { key: id }, h('label', [LABELS[id], ' ', h('input', { id, value: values[id], onInput: (event) => (values[id] = event.target.value) })])))),
}).mount('#app');

window.daoban('adapt', adaptorOf(() => values, (id, value) => (values[id] = value)));
