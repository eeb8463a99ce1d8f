import { Outlet } from '@tanstack/react-router';
import { JobTray } from '../features/tasks/job-tray.tsx';
import { Shell } from '../features/shell/shell.tsx';

/** The shell with what the features put into it. */
export function App() {
  return (
    <Shell counts={{}} tray={<JobTray />}>
      <Outlet />
    </Shell>
  );
}
