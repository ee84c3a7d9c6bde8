import type { PageContext, PageField, PageRow } from '../api.ts';
import type { PageWatch } from '../loader/page-watch.ts';

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
export const CONTROLS = 'input,select,textarea';
const FIELD = '[data-daoban-field]';
/** Ids of what the widget itself adds to a field's description; it is no message of the page. */
export const MARKED = 'daoban-mark-';

/** Return what the page shows now: its declared attributes, and above them what it said by `daoban.update`. */
export function readPage(watch: PageWatch): PageContext {
  const said = { ...readDeclared(watch), ...watch.declared };
  const { fields } = watch.declared;
  if (!fields) return said;
  const known = new Map(readFields(watch.page).map((field) => [field.id, field]));
  return { ...said, fields: fields.map((field) => under(field, known.get(field.id))) };
}

/** Return `field` under what else is said of its value's way out, whoever tells the value: the stricter word counts. */
export function under(field: PageField, { policy, locked }: Partial<PageField> = {}): PageField {
  return { ...field, ...(policy && field.policy !== 'hidden' ? { policy } : {}), ...(locked ? { locked } : {}) };
}

/** Return the id of the field that has the focus, or none; fields of pages with their own shadow roots are not seen. */
export function focusedField(page: Document): string | undefined {
  return page.activeElement?.closest<HTMLElement>(FIELD)?.dataset['daobanField'];
}

function readDeclared(watch: PageWatch): PageContext {
  const form = watch.form();
  if (!form) return {};
  const said = form.dataset;
  const error = watch.errorElement();
  const errorId = error?.dataset['daobanError'];
  return {
    ...(said['daobanMatter'] ? { matter_id: said['daobanMatter'] } : {}),
    form_code: said['daobanFormCode'] ?? null,
    step_id: said['daobanStep'] ?? null,
    period: said['daobanPeriod'] ?? null,
    deadline: said['daobanDeadline'] ?? null,
    outcome: said['daobanOutcome'] ?? null,
    receipt: said['daobanReceipt'] ?? null,
    reason: said['daobanReason'] ?? null,
    error_id: errorId ?? null,
    // a bureau that renders on the server counts by itself: this page cannot remember the one before it
    error_occurrences: Number(error?.dataset['daobanErrorCount']) || watch.came[errorId ?? ''] || 0,
    seconds_on_step: (Number(said['daobanSeconds']) || 0) + Math.round((performance.now() - watch.steppedAt) / 1000),
    fields: readFields(form.ownerDocument),
    comparison: readRows(form.ownerDocument),
  };
}

/** Return every field that the page declares, on show or not. */
export function readFields(page: Document): PageField[] {
  const found = new Map<string, PageField>();
  for (const element of page.querySelectorAll<HTMLElement>(FIELD)) {
    const id = element.dataset['daobanField'] ?? '';
    const value = valueOf(element);
    // of several elements with one id, as radio buttons, the chosen one speaks
    const known = found.get(id);
    const field = value === undefined && known ? known : under({ id, value: value ?? '', error: messageFor(element, id) }, known);
    found.set(id, under(field, policyOf(element)));
  }
  return [...found.values()];
}

function policyOf({ dataset: { daobanPolicy: policy, daobanPropose } }: HTMLElement): Partial<PageField> {
  return { ...(policy ? { policy } : {}), ...(daobanPropose === 'never' ? { locked: true } : {}) };
}

function valueOf(element: HTMLElement): string | undefined {
  if (isControl(element)) return valueOfControl(element);
  if (element instanceof HTMLDataElement) return element.value;
  const inner = [...element.querySelectorAll<Control>(CONTROLS)];
  if (!inner.length) return (element.textContent ?? '').trim();
  const values = inner.map(valueOfControl).filter((value) => value !== undefined);
  return values.length ? values.join(element.dataset['daobanSeparator'] ?? '/') : undefined;
}

function valueOfControl(control: Control): string | undefined {
  if (control.type === 'password') return '';
  if (control.type === 'file') return String((control as HTMLInputElement).files?.length ?? 0);
  if (control.type === 'radio') return (control as HTMLInputElement).checked ? control.value : undefined;
  if (control.type === 'checkbox') return String((control as HTMLInputElement).checked);
  return control.value;
}

function isControl(element: HTMLElement): element is Control {
  return element.matches(CONTROLS);
}

function messageFor(element: HTMLElement, id: string): string | null {
  const page = element.ownerDocument;
  const invalid = element.ariaInvalid === 'true' || element.querySelector('[aria-invalid=true]');
  if (!invalid) return null;
  const named = page.querySelector(`[data-daoban-error-for="${CSS.escape(id)}"]`);
  const ids = (element.getAttribute('aria-errormessage') ?? element.getAttribute('aria-describedby') ?? '').split(/\s+/);
  const described = ids.filter((name) => name && !name.startsWith(MARKED)).map((name) => page.getElementById(name));
  const messages = named ? [named] : described;
  return messages.map((message) => message?.textContent?.trim() ?? '').join(' ').trim();
}

function readRows(page: Document): PageRow[] {
  return [...page.querySelectorAll<HTMLElement>('[data-daoban-row]')].map((row) => {
    const cell = (name: string): string => {
      const found = row.querySelector<HTMLElement>(`[data-daoban-cell="${name}"]`);
      return found?.dataset['daobanValue'] ?? found?.textContent?.trim() ?? '';
    };
    return {
      no: Number(row.dataset['daobanRow']) || 0,
      source_item: cell('source_item'),
      source_amount: cell('source_amount'),
      declared_item: cell('declared_item'),
      declared_amount: cell('declared_amount'),
    };
  });
}
