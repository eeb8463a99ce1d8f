import { me } from '@parley/contract/accounts';
import { demo, demoAccess, demoRemoval, startDemoBody } from '@parley/contract/demo';
import { setDemoAccess } from '#accounts';
import { routesOf } from '#platform/http/route';
import { getDemo } from './get-demo.ts';
import { removeDemo } from './remove-demo.ts';
import { startDemo } from './start-demo.ts';

const { get, session, list } = routesOf('demo');

session(
  'POST',
  '/demo',
  'public',
  {
    summary: 'Explore a demo organization of one’s own',
    body: startDemoBody,
    response: me,
    status: 201,
    errors: ['demo_off', 'root_only', 'person_required', 'connection_not_secure'],
    perMinute: 5,
  },
  startDemo,
);
get('/demo', { summary: 'Whether this organization is a demo', permission: 'organization:read', response: demo }, getDemo);
session(
  'DELETE',
  '/demo',
  'signed_in',
  {
    summary: 'Remove this demo organization without a trace',
    response: demoRemoval,
    status: 202,
    errors: ['demo_missing', 'permission_missing', 'person_required'],
  },
  removeDemo,
);
session(
  'PUT',
  '/demo/access',
  'signed_in',
  {
    summary: 'Let strangers explore a demo although there is an owner, or no longer',
    body: demoAccess,
    response: demoAccess,
    errors: ['root_only', 'person_required'],
  },
  setDemoAccess,
);

export const routes = list;
