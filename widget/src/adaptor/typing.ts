// Enters values as a person would: the page's own listeners run, nothing takes the focus.
import { CONTROLS, type Control } from '../context/declared.ts';

const YES = '是';

/** Enter `value` into a control, or into the controls of a group; false: nothing here takes it. */
export function typeInto(element: HTMLElement, value: string): boolean {
  if (element.matches(CONTROLS)) return typeIntoControl(element as Control, value);
  const inner = [...element.querySelectorAll<Control>(CONTROLS)];
  const first = inner[0];
  if (!first) return false;
  if (first.type === 'radio') return inner.some((radio) => radio.value === value && typeIntoControl(radio, value));
  const parts = inner.length > 1 ? value.split(element.dataset['daobanSeparator'] ?? '/') : [value];
  if (parts.length > inner.length) return false;
  return inner.map((control, place) => typeIntoControl(control, (parts[place] ?? '').trim())).every(Boolean);
}

/** Can something be entered into this element, or into what is in it? */
export function isOpen(element: Element): boolean {
  const controls = element.matches(CONTROLS) ? [element] : [...element.querySelectorAll(CONTROLS)];
  return controls.some((control) => !(control as HTMLInputElement).readOnly && !control.matches(':disabled,[type=file],[type=hidden]'));
}

function typeIntoControl(control: Control, value: string): boolean {
  if (!isOpen(control)) return false;
  if (control.type === 'radio') return press(control as HTMLInputElement, control.value === value);
  if (control.type === 'checkbox') return press(control as HTMLInputElement, value === YES || value === 'true');
  setNatively(control, value);
  control.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText', data: value }));
  control.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
}

/** A click is what a framework listens for on a box; it moves no focus when no pointer makes it. */
function press(box: HTMLInputElement, checked: boolean): boolean {
  if (box.checked !== checked) box.click();
  return box.checked === checked;
}

/** By the element's own class: React and Vue put a setter on the instance and would think that nothing had changed. */
function setNatively(control: Control, value: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), 'value')?.set?.call(control, value);
}
