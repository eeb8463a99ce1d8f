import { pageFailureBody } from '@parley/contract/faults';
import { expect, test } from 'vitest';
import { stepsOf } from './report-failure.ts';

const stacks = {
  chrome: `TypeError: Cannot read properties of Ann Lee (+7 916 000-00-01)
    at drawChart (https://desk.example/assets/flow-1a2b.js:7:1204)
    at async Promise.all (index 0)
    at https://desk.example/assets/index-9.js:1:20`,
  firefox: `drawChart@https://desk.example/assets/flow-1a2b.js:7:1204
@https://desk.example/assets/index-9.js:1:20`,
};

test.each(Object.entries(stacks))('PLT-80 of a stack of %s only places in our files are told', (_, stack) => {
  const steps = stepsOf(stack);
  expect(steps).toEqual(['drawChart (flow-1a2b.js:7:1204)', '(index-9.js:1:20)']);
  expect(
    pageFailureBody.parse({ name: 'TypeError', place: '/campaigns/$id', stack: steps, requestId: null }).stack,
  ).toEqual(steps);
});
