import { Outlet } from '@tanstack/react-router';
import { lazily } from '#lib/lazily';
import { DemoBanner } from '../features/demo/demo-banner.tsx';
import { useInboxCount } from '../features/inbox/use-inbox-count.ts';
import { useOutboxWork } from '../features/inbox/use-outbox-work.ts';
import { Shell } from '../features/shell/shell.tsx';

const FirstSteps = lazily(async () => (await import('../features/start/first-steps.tsx')).FirstSteps);
const JobTray = lazily(async () => (await import('../features/tasks/job-tray.tsx')).JobTray);

/** The shell with what the features put into it. */
export function App() {
  const inbox = useInboxCount();
  useOutboxWork();
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
