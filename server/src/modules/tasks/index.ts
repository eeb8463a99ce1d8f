export { createTask, type NewTask } from './create-task.ts';
export { jobsFor } from './jobs.ts';
export { routes } from './routes.ts';
export { defineTaskKind, TaskStopped, type RunningTask, type TaskKind, type TaskOutcome } from './task-kind.ts';
export { cancelTask } from './cancel-task.ts';
export { listTasks } from './list-tasks.ts';
