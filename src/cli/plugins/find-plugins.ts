import { accessSync, constants, readdirSync, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** What the names of programs begin with that are commands of others. */
const PREFIX = 'checkpointctl-';

/** What is typed as the name of a command: no option, no path, and not `help`. */
const NAME = /^(?!help$)[A-Za-z0-9][\w.+-]*$/;

/** A program `checkpointctl-NAME` in PATH. */
export interface Plugin {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/**
 * The directories of PATH in which plugins are looked for. Those that are not absolute (`.`, an empty one) would be
 * below the working directory, where evidence lies: nothing of it is ever run.
 */
export function pluginDirectories(path = process.env['PATH'] ?? ''): string[] {
  return [...new Set(path.split(delimiter).filter((each) => isAbsolute(each)))];
}

/** Every plugin once, by name: of several the first in PATH. Nothing of them is read or run. */
export function findPlugins(): Plugin[] {
  const found = new Map<string, Plugin>();
  for (const directory of pluginDirectories()) {
    for (const file of namesIn(directory)) {
      const name = file.slice(PREFIX.length);
      if (!file.startsWith(PREFIX) || !NAME.test(name) || found.has(name)) continue;
      const path = join(directory, file);
      if (isProgram(path)) found.set(name, { name, path });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The plugin of a name, which lists no directory. */
export function findPlugin(name: string): Plugin | undefined {
  if (!NAME.test(name)) return undefined;
  for (const directory of pluginDirectories()) {
    const path = join(directory, PREFIX + name);
    if (isProgram(path)) return { name, path };
  }
  return undefined;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** A file that may be run, and not this very program, whose one file has such a name. */
function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() && realpathSync(path) !== realpathSync(process.execPath);
  } catch {
    return false;
  }
}
