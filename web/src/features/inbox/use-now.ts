import { useEffect, useState } from 'react';

/** The time, told again and again; null stops the clock. */
export function useNow(everyMilliseconds: number | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (everyMilliseconds === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMilliseconds);
    return () => clearInterval(timer);
  }, [everyMilliseconds]);
  return now;
}
