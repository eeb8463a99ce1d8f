/** Programs that only tests need, from Debian where we may install them. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Installs the package that has the program, when it is missing and this is a Debian's root. Whether it is there then. */
export function provide(program: string, packageName = program): boolean {
  if (isInstalled(program)) return true;
  if (process.getuid?.() !== 0 || !isInstalled('apt-get')) return false;
  console.log(`Installing ${packageName} …`);
  // At run level 1 nothing is started by being installed: tests start their own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  const install = (): boolean => apt('install', '-y', '--no-install-recommends', packageName);
  return (install() || (apt('update') && install())) && isInstalled(program);
}

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
