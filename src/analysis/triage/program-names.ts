/** Shells by the names of their programs. */
export const SHELLS: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'rbash',
  'dash',
  'ash',
  'zsh',
  'ksh',
  'ksh93',
  'mksh',
  'fish',
  'csh',
  'tcsh',
  'yash',
]);

/** Interpreters, and programs that make a shell of a socket. */
export const interpreterNames =
  /^(?:python[\d.]*|perl[\d.]*|ruby[\d.]*|php[\d.]*(?:-cgi)?|lua[\d.]*|luajit[\d.-]*|node|nodejs|nc|ncat|nc\.[a-z]+|netcat|socat|telnet|busybox)$/;

/** Programs that start others by design: a shell below them is nothing to wonder about. */
export const SUPERVISORS =
  /^(?:systemd|init|tini|dumb-init|catatonit|s6-svscan|s6-supervise|runsv|runsvdir|supervisord|sshd|sshd-session|sudo|su|login|cron|crond|containerd-shim.*|conmon|docker-init|pause|podman|make|tmux.*|screen)$/;
