// The step strip: where the taxpayer is, what they have been through, which step does not pass.
import type { FormContext } from '@daoban/client/index.ts';
import type { PageEvent } from '@daoban/client/store.ts';
import type { Matter, Step } from './catalogue.ts';
import { isFiled } from './filed.ts';

export interface StepMark {
  readonly step: Step;
  readonly current: boolean;
  readonly failing: boolean;
  /** The taxpayer has been past this step in this session, as far as the page told. */
  readonly passed: boolean;
}

export function stepMarks(matter: Matter, context: FormContext, pages: readonly PageEvent[]): readonly StepMark[] {
  const failing = matter.errors.find((item) => item.id === context.error_id)?.step_id ?? null;
  const furthest = furthestStep(matter, context, pages);
  const filed = isFiled(context);
  return matter.steps.map((step) => {
    const current = step.id === context.step_id && !filed;
    const passed = (filed ? step.order <= furthest : step.order < furthest) && !current && step.id !== failing;
    return { step, current, failing: step.id === failing, passed };
  });
}

/** The highest order of any step that the page has named. */
function furthestStep(matter: Matter, context: FormContext, pages: readonly PageEvent[]): number {
  const orders = new Map(matter.steps.map((step) => [step.id, step.order]));
  const visited = pages.flatMap(({ body }) => (body.context.matter_id === matter.id ? [body.context.step_id] : []));
  return Math.max(0, ...[...visited, context.step_id].map((id) => orders.get(id ?? '') ?? 0));
}
