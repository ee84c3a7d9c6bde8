// What a filed form is called follows from the catalogue's steps, in any language; asked of the catalogue as it is shipped.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { type Stepped, isComparison, isReturn } from '@daoban/client/guide/outcome.ts';

interface Shipped {
  readonly id: string;
  readonly steps: readonly { readonly id: string; readonly action?: string }[];
  readonly errors: readonly { readonly id: string; readonly step: string }[];
}

const FOLDER = 'chatserver/catalogue/matters';
const matters = readdirSync(FOLDER).map((name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as Shipped);
const stepsOf = ({ steps }: Shipped): readonly Stepped[] => steps.map(({ id, action = 'next' }) => ({ id, action }));

test('a return is what is sent and then paid; an application, a change or a payment alone is none', () => {
  const returns = matters.filter((matter) => isReturn(stepsOf(matter))).map(({ id }) => id);
  assert.deepEqual(returns.toSorted(), ['cit-prepay', 'vat-general', 'vat-small']);
  assert.equal(isReturn([]), false);
});

test('a comparison is what fails on the step that compares', () => {
  const compared = matters.flatMap((matter) => matter.errors.filter(({ step }) => isComparison(stepsOf(matter), step)).map(({ id }) => id));
  assert.deepEqual(compared.toSorted(), ['vatg-cmp-input', 'vatg-cmp-output']);
  assert.equal(isComparison([{ id: 's1', action: 'compare' }], ''), false);
});
