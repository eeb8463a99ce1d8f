import { fileLink } from '@parley/contract/files';
import { idParams, pageQuery } from '@parley/contract/page';
import { listTasksQuery, task, taskLogPage, taskPage, taskWithLog } from '@parley/contract/tasks';
import { routesOf } from '#platform/http/route';
import { cancelTask } from './cancel-task.ts';
import { getTask } from './get-task.ts';
import { linkTaskResult } from './link-task-result.ts';
import { listTaskLog } from './list-task-log.ts';
import { listTasks } from './list-tasks.ts';
import { retryTask } from './retry-task.ts';

const { get, post, stream, list } = routesOf('tasks');

get(
  '/tasks',
  {
    summary: 'List tasks, newest first',
    permission: 'tasks:read',
    query: listTasksQuery,
    response: taskPage,
    errors: ['cursor_invalid'],
  },
  listTasks,
);
get(
  '/tasks/:id',
  {
    summary: 'Get a task with its latest log',
    permission: 'tasks:read',
    params: idParams,
    response: taskWithLog,
    errors: ['record_missing'],
  },
  getTask,
);
get(
  '/tasks/:id/log',
  {
    summary: 'List what a task has logged, newest first',
    permission: 'tasks:read',
    params: idParams,
    query: pageQuery,
    response: taskLogPage,
    errors: ['record_missing', 'cursor_invalid'],
  },
  listTaskLog,
);
stream(
  'GET',
  '/tasks/:id/result-link',
  {
    summary: 'Get an address of the file that a task made',
    permission: 'tasks:read',
    params: idParams,
    response: fileLink,
    errors: ['record_missing'],
  },
  linkTaskResult,
);
post(
  '/tasks/:id/cancel',
  {
    summary: 'Cancel a task',
    permission: 'tasks:write',
    params: idParams,
    response: task,
    status: 202,
    errors: ['record_missing', 'task_not_active'],
  },
  cancelTask,
);
post(
  '/tasks/:id/retry',
  {
    summary: 'Run a failed or cancelled task again',
    permission: 'tasks:write',
    params: idParams,
    response: task,
    status: 202,
    errors: ['record_missing', 'task_not_retryable'],
  },
  retryTask,
);

export const routes = list;
