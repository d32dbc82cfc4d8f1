import { isChosen, isEveryProcess } from '../../model/choose-processes.js';
import { isAbsent } from '../../model/absent.js';
import { SS_LOOK } from '../../render/socket-table.js';
import { sockets, type SocketRow } from '../../tables/sockets.js';
import { many } from '../argument.js';
import { CHECKPOINT_ROW_OPTIONS, printCheckpointRows } from '../checkpoint-rows.js';
import { defineCommand } from '../command.js';
import { flag, type ValuesOf } from '../option.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { ROW_NOTES } from '../row-options.js';

const OPTIONS = {
  tcp: flag({ alias: 't', describe: 'TCP sockets; of several kinds all that are named' }),
  udp: flag({ alias: 'u', describe: 'UDP sockets' }),
  raw: flag({ alias: 'w', describe: 'Raw sockets' }),
  unix: flag({ alias: 'x', describe: 'Unix sockets' }),
  netlink: flag({ describe: 'Netlink sockets' }),
  packet: flag({ describe: 'Packet sockets' }),
  listening: flag({ alias: 'l', describe: 'Only sockets that listen, or take from anybody' }),
  all: flag({ alias: 'a', describe: 'Whatever their state, as it is anyway' }),
  numeric: flag({ alias: 'n', describe: 'Ports are numbers, as they are anyway' }),
  processes: flag({ alias: 'p', describe: 'Tell the processes, as is done anyway' }),
  // The letter is for what it means to ss.
  ...PROCESS_OPTIONS,
  pid: { ...PROCESS_OPTIONS.pid, alias: [] },
  ...CHECKPOINT_ROW_OPTIONS,
};

type Values = ValuesOf<typeof OPTIONS>;

export const command = defineCommand({
  summary: 'List sockets with their ends and processes, as ss does',
  arguments: { archives: many('ARCHIVE') },
  options: OPTIONS,
  examples: [
    ['checkpoint.tar', 'All sockets'],
    ['checkpoint.tar -tl', 'Who listens for TCP connections'],
    ['*.tar -t --filter peer_port=443 --format csv', 'Connections to a port, for a spreadsheet'],
  ],
  notes:
    'Without -l sockets of all states are listed, not only those that are connected: nobody asks twice. Send-Q ' +
    `of a listening socket is the length of its accept queue. ${ROW_NOTES}`,
  async run(options, io) {
    const { archives } = options;
    const chosen = processChoiceOf(options);
    const isWanted = testOf(options);
    const choose = (rows: Iterable<SocketRow>) => [...rows].filter(isWanted);
    return await printCheckpointRows(
      sockets,
      { archives, processes: chosen, choose, look: SS_LOOK },
      options,
      io,
    );
  },
});

/** ss's names of the kinds. */
const NETIDS = {
  tcp: /^tcp$/,
  udp: /^udp$/,
  raw: /^raw$/,
  unix: /^u_/,
  netlink: /^nl$/,
  packet: /^p_/,
} as const satisfies Partial<Record<keyof Values, RegExp>>;

function testOf(options: Values): (row: SocketRow) => boolean {
  const kinds = (Object.keys(NETIDS) as (keyof typeof NETIDS)[]).filter((kind) => options[kind]);
  const names = kinds.map((kind) => NETIDS[kind]);
  const { listening } = options;
  const choice = processChoiceOf(options);
  return (row) =>
    (names.length === 0 || names.some((name) => name.test(row.netid))) &&
    (isEveryProcess(choice) || row.processes.some((each) => isChosen(each, choice))) &&
    (!listening || listens(row));
}

/** As `ss -l` takes it: a socket that is not connected is there for whoever sends to it. */
function listens({ socket, state }: SocketRow): boolean {
  if (isAbsent(state)) return false;
  const isStream = socket.type === 'UNIXSK' || ('protocol' in socket && socket.protocol === 'TCP');
  return isStream ? state === 'LISTEN' : state === 'UNCONN';
}
