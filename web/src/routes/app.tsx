import { Outlet } from '@tanstack/react-router';
import { DemoBanner } from '../features/demo/demo-banner.tsx';
import { useInboxCount } from '../features/inbox/use-inbox-count.ts';
import { FirstSteps } from '../features/start/first-steps.tsx';
import { JobTray } from '../features/tasks/job-tray.tsx';
import { Shell } from '../features/shell/shell.tsx';

/** The shell with what the features put into it. */
export function App() {
  const inbox = useInboxCount();
  return (
    <Shell
      counts={inbox === undefined ? {} : { inbox }}
      tray={
        <>
          <FirstSteps />
          <JobTray />
        </>
      }
    >
      <div className="flex h-full flex-col">
        <DemoBanner />
        <div className="min-h-0 flex-1">
          <Outlet />
        </div>
      </div>
    </Shell>
  );
}
