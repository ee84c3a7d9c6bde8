// What a filed form is called, by what the catalogue says is done on each step; never by the words of a name. Of both front ends.

export interface Stepped {
  readonly id: string;
  /** next, compare, submit, pay or finish. */
  readonly action: string;
}

/** Whether the matter is a return (申报): submitted, or compared and so submitted, and then paid. */
export function isReturn(steps: readonly Stepped[]): boolean {
  const sent = steps.findIndex(({ action }) => action === 'compare' || action === 'submit');
  return sent >= 0 && steps.slice(sent).some(({ action }) => action === 'pay');
}

/** Whether what fails on this step is a comparison (比对). */
export function isComparison(steps: readonly Stepped[], stepId: string): boolean {
  return steps.some(({ id, action }) => id === stepId && action === 'compare');
}
