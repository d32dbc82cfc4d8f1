import { CheckpointError, type ErrorCode } from '../../bytes/checkpoint-error.js';
import { fieldsOf } from '../../model/json-member.js';
import { type Answer, jsonOf, shortText } from '../http/answer.js';
import { containerText, type ContainerName } from './container-name.js';
import type { Kubelet } from './kubelet.js';

/**
 * What a runtime, or the client in the kubelet, says when it cannot take checkpoints at all: CRI-O without
 * enable_criu_support, containerd before 2.0 or without CRIU, others without the call.
 */
const UNSUPPORTED =
  /support not available|code = Unimplemented|unknown (method|service)|not implemented|does not support|not supported|criu.*(not found|no such file)|(not found|no such file).*criu/i;

/** Why a node took no checkpoint, in words. What it said itself stands behind. */
export function refusal(kubelet: Kubelet, name: ContainerName, answer: Answer): CheckpointError {
  const { status } = answer;
  const message = statusMessage(answer);
  const isApiServer = message !== undefined;
  const said = shortText(message ?? answer.text);
  const [code, sentence] = (isApiServer ? byApiServer : byKubelet)(kubelet, name, status, said);
  const quoted = said === '' ? '' : `: ${said}`;
  const who = isApiServer ? 'the API server' : 'the kubelet';
  return new CheckpointError(code, `${sentence} (${who} answered ${status}${quoted})`);
}

/** What the API server says itself is a Status; what comes from the kubelet is plain text. */
function statusMessage(answer: Answer): string | undefined {
  const { kind, message } = fieldsOf(jsonOf(answer));
  return kind === 'Status' && typeof message === 'string' ? message : undefined;
}

type Told = readonly [ErrorCode, string];

function byKubelet(kubelet: Kubelet, name: ContainerName, status: number, said: string): Told {
  const container = containerText(name);
  if (status === 401)
    return [
      'not-readable',
      `the kubelet of ${kubelet.node} wants to know who asks: ${credentials(kubelet)}`,
    ];
  if (status === 403)
    return [
      'not-readable',
      `who asks may not checkpoint on ${kubelet.node}: that takes the verb create on ${rights(kubelet)}`,
    ];
  if (status === 404 && /pod .*(does not exist|not found)/i.test(said)) {
    return ['not-found', `there is no pod ${name.namespace}/${name.pod} on ${kubelet.node}`];
  }
  if (status === 404 && /container .*(does not exist|not found)/i.test(said)) {
    return ['not-found', `pod ${name.namespace}/${name.pod} has no container ${name.container}`];
  }
  if (status === 404 || status === 405) {
    return [
      'unsupported',
      `the kubelet of ${kubelet.node} takes no checkpoints: its feature gate ContainerCheckpoint is off (as it is by default before Kubernetes 1.30), its debugging handlers are, or it is older than 1.25`,
    ];
  }
  if (status === 500 && UNSUPPORTED.test(said)) {
    return [
      'unsupported',
      `the container runtime of ${kubelet.node} takes no checkpoints: CRI-O does with enable_criu_support = true, containerd from 2.0 on, both with CRIU installed`,
    ];
  }
  if (status === 500 && /deadline|timed? ?out/i.test(said)) {
    return [
      'not-readable',
      `the checkpoint of ${container} took too long: --timeout gives it more seconds`,
    ];
  }
  if (status === 500)
    return ['not-readable', `the checkpoint of ${container} failed on ${kubelet.node}`];
  if (status >= 300 && status < 400)
    return ['not-readable', `${kubelet.service.name} leads elsewhere, where nothing is sent`];
  return ['not-readable', `${kubelet.service.name} took no checkpoint`];
}

function byApiServer(kubelet: Kubelet, name: ContainerName, status: number, said: string): Told {
  if (status === 401)
    return [
      'not-readable',
      'the API server does not know who asks: the credentials in the kubeconfig are wrong or have expired',
    ];
  if (status === 403)
    return [
      'not-readable',
      `who asks may not reach ${kubelet.node} through the API server: that takes the verb create on nodes/proxy`,
    ];
  if (status === 404) return ['not-found', `the cluster has no ${kubelet.node}`];
  if (status >= 500)
    return ['not-readable', `the API server does not get an answer from ${kubelet.node}`];
  return byKubelet(kubelet, name, status, said);
}

function credentials({ through }: Kubelet): string {
  if (through === 'api-server')
    return 'the API server, which asks for us, has none that it accepts';
  return '--client-certificate with --client-key, or --token-file';
}

/** The kubelet's authorizer asks for a subresource of the node; which one depends on its version. */
function rights({ through }: Kubelet): string {
  return through === 'api-server' ? 'nodes/proxy' : 'nodes/checkpoint or nodes/proxy, as it says';
}
