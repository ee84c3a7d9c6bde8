// The same form in Vue. `v-model` is a value and an `onInput`; a proposed value comes in by it as if typed.
import { createApp, h, reactive, watchEffect } from 'vue';
import { FIRST, LABELS, messageFor, sumOf } from './form.js';

const values = reactive({ ...FIRST });
watchEffect(() => (window.state = { ...values })); // for whoever wants to look: the framework's own state

const input = (id) =>
  h('p', { key: id }, h('label', [LABELS[id], ' ', h('input', {
    id,
    value: values[id],
    'data-daoban-field': id,
    'aria-invalid': id === 'f1_6_wkp' && messageFor(values) !== '',
    onInput: (event) => (values[id] = event.target.value),
  })]));

createApp({
  render: () =>
    h('main', { 'data-daoban-form': '', 'data-daoban-matter': 'vat-general', 'data-daoban-step': 's2' }, [
      h('h1', '附列资料（一）'), ...Object.keys(FIRST).map(input),
      h('p', { 'data-daoban-error-for': 'f1_6_wkp' }, messageFor(values)),
      h('p', ['合计 ', h('data', { value: sumOf(values), 'data-daoban-field': 'f1_6_hj' }, sumOf(values))]),
    ]),
}).mount('#app');
