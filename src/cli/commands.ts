import type { CommandRef } from './command.js';

/** The commands of checkpointctl, in the order of the help. */
export const COMMANDS: readonly CommandRef[] = [
  {
    name: 'show',
    summary: 'Show an overview of container checkpoints',
    load: async () => (await import('./commands/show.js')).command,
  },
  {
    name: 'inspect',
    summary: 'Show what a checkpoint knows of its container and processes',
    load: async () => (await import('./commands/inspect.js')).command,
  },
  {
    name: 'ps',
    summary: 'List processes: users, states, and the three names that each goes by',
    load: async () => (await import('./commands/ps.js')).command,
  },
  {
    name: 'lsof',
    summary: 'List what processes have open or mapped, one line each, as lsof does',
    load: async () => (await import('./commands/lsof.js')).command,
  },
  {
    name: 'ss',
    summary: 'List sockets with their ends and processes, as ss does',
    load: async () => (await import('./commands/ss.js')).command,
  },
  {
    name: 'table',
    summary:
      'Print any table of a checkpoint: threads, environment, capabilities, mounts, routes ...',
    load: async () => (await import('./commands/table.js')).command,
  },
  {
    name: 'triage',
    summary: 'Tell what is suspicious in a checkpoint, the worst first, with the evidence',
    load: async () => (await import('./commands/triage.js')).command,
  },
  {
    name: 'diff',
    summary: 'Tell what changed from one checkpoint to the next',
    load: async () => (await import('./commands/diff.js')).command,
  },
  {
    name: 'registers',
    summary: 'Show the registers of processes and threads, as gdb prints them',
    load: async () => (await import('./commands/registers.js')).command,
  },
  {
    name: 'coredump',
    summary: 'Write an ELF core file of each process, for gdb and other debuggers',
    load: async () => (await import('./commands/coredump.js')).command,
  },
  {
    name: 'list',
    summary: 'List the checkpoints in a directory',
    load: async () => (await import('./commands/list.js')).command,
  },
  {
    name: 'ls',
    summary: 'List the members of a checkpoint, also of the archives inside it',
    load: async () => (await import('./commands/ls.js')).command,
  },
  {
    name: 'cat',
    summary: 'Print the bytes of one member, also of an archive inside the archive',
    load: async () => (await import('./commands/cat.js')).command,
  },
  {
    name: 'grep',
    summary: 'Search memory and everything else in checkpoints, and tell where it is',
    load: async () => (await import('./commands/grep.js')).command,
  },
  {
    name: 'redact',
    summary: 'Write a copy of a checkpoint in which all secrets are overwritten, to be shared',
    load: async () => (await import('./commands/redact.js')).command,
  },
  {
    name: 'yara',
    summary: 'Scan memory and everything else in checkpoints with YARA rules',
    load: async () => (await import('./commands/yara.js')).command,
  },
  {
    name: 'secrets',
    summary: 'Find keys, tokens and passwords in memory and everything else, and check them',
    load: async () => (await import('./commands/secrets.js')).command,
  },
  {
    name: 'history',
    summary: 'Tell what was typed: shell histories in memory and files, and lines not yet entered',
    load: async () => (await import('./commands/history.js')).command,
  },
  {
    name: 'indicators',
    summary: 'List URLs, domains, addresses, mail, hashes, wallets and onions, with their places',
    load: async () => (await import('./commands/indicators.js')).command,
  },
  {
    name: 'maps',
    summary: 'List memory regions as /proc/PID/maps does, and which of their pages are here',
    load: async () => (await import('./commands/maps.js')).command,
  },
  {
    name: 'memparse',
    summary: 'Tell how much memory each process has, or dump it',
    load: async () => (await import('./commands/memparse.js')).command,
  },
  {
    name: 'read',
    summary: 'Print memory from an address on: raw to a pipe, as a hexdump to a terminal',
    load: async () => (await import('./commands/read.js')).command,
  },
  {
    name: 'xinfo',
    summary: 'Tell all that is known of an address: region, page, file offset, whose stack',
    load: async () => (await import('./commands/xinfo.js')).command,
  },
  {
    name: 'strings',
    summary: 'Print the strings in the memory of processes, as GNU strings does for files',
    load: async () => (await import('./commands/strings.js')).command,
  },
  {
    name: 'rootfs',
    summary: "List changed and deleted files of the container's root file system",
    load: async () => (await import('./commands/rootfs.js')).command,
  },
  {
    name: 'extract',
    summary: 'Unpack a checkpoint, or members of it, safely',
    load: async () => (await import('./commands/extract.js')).command,
  },
  {
    name: 'recover',
    summary:
      'Write what has content and is no member: deleted files, memfds, queues, programs in memory',
    load: async () => (await import('./commands/recover.js')).command,
  },
  {
    name: 'build',
    summary: 'Make an OCI image of a checkpoint, for a registry or to restore it from',
    load: async () => (await import('./commands/build.js')).command,
  },
  {
    name: 'timeline',
    summary:
      'Tell all times that checkpoints know, in one order: files, logs, timers, the container',
    load: async () => (await import('./commands/timeline.js')).command,
  },
  {
    name: 'hash',
    summary: 'Print SHA-256 of a checkpoint and of everything in it, as sha256sum does',
    load: async () => (await import('./commands/hash.js')).command,
  },
  {
    name: 'verify',
    summary: 'Check that a checkpoint is whole and fits together, and what a manifest says of it',
    load: async () => (await import('./commands/verify.js')).command,
  },
  {
    name: 'capture',
    summary: 'Have an engine freeze a running container: the kubelet, Podman, containerd, Docker',
    load: async () => (await import('./capture/commands.js')).CAPTURE,
  },
  {
    name: 'crit',
    summary: "Show, take apart and put together CRIU's images",
    load: async () => (await import('./crit/commands.js')).critProgram('checkpointctl crit'),
  },
  {
    name: 'schema',
    summary: 'Print the JSON Schema of the rows that commands print as JSON',
    load: async () => (await import('./commands/schema.js')).command,
  },
  {
    name: 'plugin',
    summary: 'Commands of others: programs checkpointctl-NAME in PATH',
    load: async () => (await import('./commands/plugin.js')).pluginProgram(COMMANDS),
  },
  {
    name: 'completion',
    summary: 'Print a completion script for a shell',
    load: async () => (await import('./commands/completion.js')).completionOf(COMMANDS),
  },
];
