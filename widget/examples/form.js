// What the example pages have in common: two fields of a VAT return, their sum, and a rule of the page's own.
export const FIRST = { f1_6_qt: '0.00', f1_6_wkp: '35000.00' };
export const LABELS = { f1_6_qt: '6% 其他发票', f1_6_wkp: '6% 未开票' };

const amount = (text) => Number(String(text).replaceAll(',', '')) || 0;

export function sumOf(values) {
  return (amount(values.f1_6_qt) + amount(values.f1_6_wkp)).toFixed(2);
}

export function messageFor({ f1_6_wkp }) {
  return f1_6_wkp === '1.00' ? '未开票收入不能为 1 元' : '';
}

/** What the page knows, told whenever it changes: for pages whose elements carry no attributes. */
export function tell(values) {
  const fields = [...Object.entries(values), ['f1_6_hj', sumOf(values)]].map(([id, value]) => ({ id, value }));
  window.daoban('update', { matter_id: 'vat-general', step_id: 's2', fields });
}

/** How such a page is read and filled in; `set` answers why it does not take a value. */
export function adaptorOf(values, set) {
  return {
    read: (id) => (id === 'f1_6_hj' ? sumOf(values()) : values()[id]),
    set: (id, value) => messageFor({ ...values(), [id]: value }) || void set(id, value),
    find: (id) => document.getElementById(id),
  };
}
