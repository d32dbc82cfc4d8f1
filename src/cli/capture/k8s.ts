import { whereIs } from '../../capture/kubelet/archive-here.js';
import { checkpointContainer } from '../../capture/kubelet/checkpoint.js';
import {
  type ContainerName,
  containerText,
  parseContainerName,
} from '../../capture/kubelet/container-name.js';
import { directKubelet } from '../../capture/kubelet/direct.js';
import type { Kubelet } from '../../capture/kubelet/kubelet.js';
import { findNode } from '../../capture/kubelet/pod.js';
import { readUsage } from '../../capture/kubelet/usage.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import type { Io } from '../io.js';
import { flag, longName, text, type ValuesOf } from '../option.js';
import type { Outcome } from '../outcome.js';
import { UsageError } from '../usage-error.js';
import { announce, CAPTURE_OPTIONS, TIMEOUT_OPTION } from './announce.js';
import { showCaptured } from './show-captured.js';

const CLUSTER_OPTIONS = {
  node: text({ value: 'NODE', describe: "The pod's node; without it the API server is asked" }),
  kubeconfig: text({
    value: 'FILE',
    describe: 'Without it KUBECONFIG, ~/.kube/config, or what a pod has of its own',
  }),
  context: text({ value: 'NAME', describe: 'Another context of the kubeconfig than the current' }),
};

const KUBELET_OPTIONS = {
  clientCertificate: text({ alias: 'cert', value: 'FILE', describe: 'For --kubelet, in PEM' }),
  clientKey: text({ alias: 'key', value: 'FILE', describe: 'For --kubelet, in PEM' }),
  tokenFile: text({ value: 'FILE', describe: 'For --kubelet: a bearer token' }),
  token: text({
    value: 'TOKEN',
    describe: 'The same as a word, which everybody on this machine can see in ps',
  }),
  certificateAuthority: text({
    alias: 'cacert',
    value: 'FILE',
    describe: "For --kubelet: who signs the kubelet's certificate, in PEM",
  }),
  insecureSkipTlsVerify: flag({
    describe: 'For --kubelet: take its word for who it is; it gets the token all the same',
  }),
};

const OPTIONS = {
  kubelet: text({
    value: 'https://HOST:10250',
    describe: 'Ask this kubelet itself, not the API server',
  }),
  ...CLUSTER_OPTIONS,
  ...KUBELET_OPTIONS,
  ...TIMEOUT_OPTION,
  ...CAPTURE_OPTIONS,
};

type Values = ValuesOf<typeof OPTIONS>;

export const command = defineCommand({
  summary: 'Checkpoint a container of a pod by the kubelet; it goes on running',
  arguments: { container: one('NAMESPACE/POD/CONTAINER', parseName) },
  options: OPTIONS,
  examples: [
    ['default/counters/counter', 'Through the API server, as kubectl would'],
    ['default/counters/counter --dry-run', 'What would happen, and how large it would be'],
    [
      'default/counters/counter --kubelet https://localhost:10250 --cert admin.crt --key admin.key --insecure-skip-tls-verify',
      'On the node itself',
    ],
  ],
  notes:
    'The archive is on the node, below the root directory of its kubelet, for root only. Its path is printed; where it ' +
    'lies on this machine, so is its SHA-256, and `show` follows. The API server has to allow the verb create on ' +
    'nodes/proxy, and get on pods unless --node is given; how large the archive will be is known to who may get ' +
    'nodes/stats. Kubelets have checkpoints switched on from 1.30; before, it takes the feature gate ContainerCheckpoint.',
  async run(options, io) {
    const { container, timeout } = options;
    const kubelet = await kubeletOf(container, options);
    const { use, free } = await readUsage(kubelet, container);
    const plan = {
      container: containerText(container),
      where: kubelet.node,
      after: 'goes on' as const,
      ...{ use, free },
      target: `a file of root on ${kubelet.node}`,
    };
    const end = await announce(plan, options, io);
    if (end !== undefined) return end;
    const paths = await checkpointContainer(kubelet, container, timeout);
    return await tell(paths, kubelet, options, io);
  },
});

function parseName(word: string): ContainerName {
  const name = parseContainerName(word);
  if (name !== undefined) return name;
  throw new UsageError(`${word} is not NAMESPACE/POD/CONTAINER`);
}

/** @throws UsageError for options that do not go together */
async function kubeletOf(name: ContainerName, options: Values): Promise<Kubelet> {
  const { kubelet: url } = options;
  const without = url === undefined ? KUBELET_OPTIONS : CLUSTER_OPTIONS;
  for (const key of Object.keys(without) as (
    keyof typeof CLUSTER_OPTIONS | keyof typeof KUBELET_OPTIONS
  )[]) {
    if (options[key] === undefined || options[key] === false) continue;
    const flagName = longName(key);
    throw new UsageError(
      url === undefined
        ? `--${flagName} goes with --kubelet: for the API server the kubeconfig tells it`
        : `--${flagName} does not go with --kubelet, which is asked itself`,
    );
  }
  if (url !== undefined) {
    return directKubelet({
      url,
      certificate: options.clientCertificate,
      key: options.clientKey,
      authority: options.certificateAuthority,
      token: options.token,
      tokenFile: options.tokenFile,
      insecure: options.insecureSkipTlsVerify,
    });
  }
  const { apiServerOf, proxiedKubelet } = await import('../../capture/kubelet/kubeconfig.js');
  const apiServer = await apiServerOf(options);
  return proxiedKubelet(apiServer, options.node ?? (await findNode(apiServer, name)));
}

async function tell(
  paths: readonly string[],
  { node }: Kubelet,
  { format }: Values,
  io: Io,
): Promise<Outcome> {
  const notes = paths.flatMap((path) => {
    const is = whereIs(path);
    if (is === 'here') return [];
    const may =
      is === 'closed' ? 'may lie on this machine, where you may not look' : `lies on ${node}`;
    return [`the checkpoint ${may}: root can read it there, and \`sha256sum\` tells its SHA-256`];
  });
  const captured = paths.map((path) => ({ path, where: node, isHere: whereIs(path) === 'here' }));
  const shown = await showCaptured(captured, format, io);
  return { ...shown, notes: [...notes, ...shown.notes] };
}
