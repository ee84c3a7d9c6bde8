// A small matter and contexts of it, in the shape in which the hub serves and sends them.
import type { FormContext } from '@daoban/client/index.ts';
import type { PageEvent } from '@daoban/client/store.ts';
import type { Field, Matter, Text } from '../../agents/src/form/catalogue.ts';

const text = (zh: string): Text => ({ zh, en: '' });
export const speak = (words: Text): string => words.zh;

export function aField(id: string, more: Partial<Field> = {}): Field {
  return {
    id,
    step_id: 's2',
    row: '附一 1行1列',
    name: text(id),
    type: 'money',
    unit: '元',
    required: false,
    readonly: false,
    proposable: true,
    sensitivity: 'business',
    decimals: 2,
    options: [],
    parts: [],
    separator: '',
    conditional: false,
    cell: null,
    ...more,
  };
}

export function aMatter(fields: readonly Field[], more: Partial<Matter> = {}): Matter {
  const step = (id: string, order: number) => ({ id, order, name: text(`第${id}`), action: 'next', recap: [] });
  const error = {
    id: 'cmp',
    step_id: 's3',
    field_ids: ['failing'],
    title: text(''),
    message: text('比对未通过:差额'),
    cause: text(''),
    explanation: text('差{diff}元'),
    fix_steps: [],
    goto_step_id: null,
    help_topic_ids: [],
    placeholders: {},
  };
  return {
    id: 'vat',
    name: text('增值税'),
    form_codes: [],
    steps: [step('s1', 1), step('s2', 2), step('s3', 3), step('s4', 4)],
    fields,
    errors: [error],
    help_topics: [],
    materials: [],
    grids: [],
    placeholders: {},
    canned_replies: [],
    comparisons: [],
    ...more,
  };
}

export function aContext(values: Readonly<Record<string, string>> = {}, more: Partial<FormContext> = {}): FormContext {
  return {
    matter_id: 'vat',
    form_code: null,
    step_id: 's2',
    period: null,
    deadline: null,
    error_id: null,
    error_occurrences: 0,
    focused_field: null,
    seconds_on_step: 0,
    shared: true,
    tried: [],
    fields: Object.entries(values).map(([id, value]) => ({ id, value, error: null, locked: false })),
    comparison: [],
    ...more,
  };
}

/** The report number `seq`, ten seconds after the one before. */
export function aPage(seq: number, context: FormContext): PageEvent {
  const at = new Date(Date.UTC(2026, 10, 23, 6, 0, seq * 10)).toISOString();
  return { session_id: 's-1', seq, type: 'context.updated', at, actor: { role: 'taxpayer', id: 'pe1' }, body: { context } };
}
