import { Outlet } from '@tanstack/react-router';
import { Shell } from '../features/shell/shell.tsx';

/** The shell with what the features put into it. */
export function App() {
  return (
    <Shell counts={{}} tray={null}>
      <Outlet />
    </Shell>
  );
}
