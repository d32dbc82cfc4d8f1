import { ARCHIVE } from '../finding.js';
import type { Rule } from '../rule.js';
import type { Suspect } from '../suspect.js';

/** Command lines that are seldom innocent, and what they do. */
const LINES: readonly (readonly [RegExp, string])[] = [
  [/\/dev\/(?:tcp|udp)\/[^/\s]+\/\d+/, 'opens a connection from a shell'],
  [
    /base64\s+(?:-d|-D|--decode)\b.*\|\s*(?:\/\S*\/)?(?:ba|da|z|k)?sh\b/s,
    'runs what was hidden in base64',
  ],
  [
    /\b(?:curl|wget)\b[^|;]*\|\s*(?:sudo\s+)?(?:\/\S*\/)?(?:ba|da|z|k)?sh\b/s,
    'runs what it downloads',
  ],
  [/\b(?:ba|da|z|k)?sh\b.*(?:<\(|\$\()\s*(?:curl|wget)\b/s, 'runs what it downloads'],
  [
    /(?:^|[\s;|&(/])(?:nc|ncat|netcat|nc\.\w+)\s(?:[^;|]*\s)?(?:-[a-zA-Z]*[ec]|--exec|--sh-exec)[\s=]+\S*(?:sh|python[\d.]*|perl|cmd)\b/s,
    'gives a shell to a connection',
  ],
  [/\bmkfifo\b.*\b(?:nc|ncat|netcat|openssl)\b/s, 'gives a shell to a connection'],
  [/\bsocat\b.*\b(?:exec|system):/is, 'gives a shell to a connection'],
  [
    /\bpython[\d.]*\b.*-c.*\bsocket\b.*(?:pty\.spawn|subprocess|os\.dup2)/s,
    'gives a shell to a connection',
  ],
  [
    /\b(?:perl|ruby|php)[\d.]*\s(?:.*\s)?-[a-z]*[er][\s'"].*(?:socket|TCPSocket|fsockopen).*(?:\bexec\b|\bsystem\b|\/bin\/\w*sh\b)/is,
    'gives a shell to a connection',
  ],
  [/\/inet\/(?:tcp|udp)\/\d*\/[^/\s]+\/\d+/, 'opens a connection from awk'],
  [/\btelnet\b[^|]*\|\s*(?:\/\S*\/)?(?:ba|da|z|k)?sh\b/s, 'gives a shell to a connection'],
  [
    /\bnode(?:js)?\b.*\s-e\s.*\bnet\b.*(?:child_process|spawn)|\bnode(?:js)?\b.*\s-e\s.*child_process.*\bnet\b/s,
    'gives a shell to a connection',
  ],
  [/stratum\+(?:tcp|ssl|tls)(?:[46])?:\/\//, 'mines cryptocurrency'],
  [
    /--donate-level\b|\bxmrig\b|--coin[= ](?:monero|xmr)\b|\bcpuminer\b|\bminerd\b/i,
    'mines cryptocurrency',
  ],
  [/\bnsenter\b.*(?:-t|--target)[= ]?1\b/s, 'enters the namespaces of the host'],
];

export const commandLine: Rule = {
  id: 'command-line',
  title: 'a command line of an attack',
  techniques: ['T1059.004'],
  severities: ['high'],
  looksFor:
    'Arguments of a living process: /dev/tcp, base64 into a shell, a download into a shell, nc -e, sockets with ' +
    'a shell in Python and the like, addresses of mining pools.',
  innocent: 'Installers that pipe a download into a shell, while they run.',
  confirm: 'See the whole command line with `ps`, and what it holds open with `lsof`.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      if (sight.of(suspect.facts.commandLine, `PID ${suspect.pid}`) === undefined) continue;
      const line = suspect.argv.join(' ');
      const [, what] = LINES.find(([pattern]) => pattern.test(line)) ?? [];
      if (what === undefined || isSearch(suspect)) continue;
      yield {
        severity: 'high',
        subject: suspect.subject,
        because: `its command line ${what}: ${shortened(line)}`,
        evidence: [{ pid: suspect.pid, member: `mm-${suspect.pid}.img`, field: 'mm_arg_start' }],
        next: ['ps', ARCHIVE, '-p', String(suspect.pid), '--format', 'json'],
      };
    }
  },
};

/** Who looks for such a line has it in its own. */
function isSearch({ exeName }: Suspect): boolean {
  return /^(?:grep|egrep|fgrep|rg|ag|pgrep|pkill|awk|gawk|mawk|sed)$/.test(exeName);
}

const MOST_SHOWN = 200;

function shortened(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
