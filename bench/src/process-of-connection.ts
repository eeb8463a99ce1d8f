import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const established = '01';

/** Which of these processes has a TCP connection to `port` of this machine; Linux only. */
export function processConnectedTo(port: number, pids: readonly number[]): number | undefined {
  const sockets = socketsTo(port);
  return pids.find((pid) => openFiles(pid).some((file) => sockets.has(file)));
}

/** As they are named among the open files of a process. See proc_net(5). */
function socketsTo(port: number): Set<string> {
  const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  const found = new Set<string>();
  for (const line of lines) {
    const [, , remote = '', state, , , , , , inode] = line.trim().split(/\s+/);
    if (state === established && Number.parseInt(remote.split(':')[1]!, 16) === port) found.add(`socket:[${inode}]`);
  }
  return found;
}

/** None of a process that has ended; files that are closed meanwhile are left out. */
function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${name}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
