import { Agent } from 'node:http';
import https from 'node:https';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { fileError } from '../../bytes/file-error.js';
import { parsedUrl } from '../../remote/archive-name.js';
import { Tunnels } from '../../remote/http/proxies.js';
import { proxyFor } from '../../remote/http/proxy-choice.js';
import { ProxyFailure } from '../../remote/http/proxy-failure.js';
import type { Service } from '../http/service.js';
import type { Kubelet } from './kubelet.js';

/** Which cluster, and as whom. */
export interface ClusterChoice {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/**
 * The API server as a kubeconfig has it: a named one, that of KUBECONFIG or ~/.kube/config, or the one that a
 * pod finds in itself. Credentials may come of a program that the kubeconfig names, as with kubectl.
 * @throws CheckpointError when there is none, or it cannot be used
 */
export async function apiServerOf({ kubeconfig, context }: ClusterChoice): Promise<Service> {
  const config = new KubeConfig();
  const options: https.RequestOptions = {};
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
    if (context !== undefined) config.setCurrentContext(context);
  } catch (error) {
    throw unusable(error);
  }
  const current = config.getCurrentContext();
  // What the library makes up where it finds nothing.
  if (current === 'loaded-context') {
    throw new CheckpointError(
      'usage',
      'there is no kubeconfig: name one with --kubeconfig, or a kubelet with --kubelet https://HOST:10250',
    );
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    const names = config
      .getContexts()
      .map(({ name }) => name)
      .join(', ');
    throw new CheckpointError(
      'usage',
      `the kubeconfig has no cluster for context "${current}" (it has ${names || 'none'})`,
    );
  }
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw unusable(error);
  }
  const { agent, auth, headers } = options;
  const basic =
    typeof auth === 'string'
      ? { authorization: `Basic ${Buffer.from(auth).toString('base64')}` }
      : {};
  return {
    name: `the API server ${cluster.server}`,
    base: cluster.server.replace(/\/+$/, ''),
    ...(agent instanceof Agent && {
      agent: cluster.proxyUrl ? agent : proxied(agent, cluster.server),
    }),
    headers: { ...(headers as Record<string, string> | undefined), ...basic },
  };
}

/** The proxy of the environment, where the kubeconfig has none, as with kubectl. */
function proxied(agent: Agent, server: string): Agent {
  const url = parsedUrl(server);
  if (!(agent instanceof https.Agent) || url === undefined) return agent;
  try {
    const proxy = proxyFor(url);
    return proxy === undefined ? agent : new Tunnels(proxy, agent.options);
  } catch (error) {
    throw error instanceof ProxyFailure ? new CheckpointError('network', error.message) : error;
  }
}

/** The kubelet of a node, through the API server's proxy. */
export function proxiedKubelet(apiServer: Service, node: string): Kubelet {
  const base = `${apiServer.base}/api/v1/nodes/${encodeURIComponent(node)}/proxy`;
  return { service: { ...apiServer, base }, through: 'api-server', node: `node ${node}` };
}

function unusable(thrown: unknown): CheckpointError {
  const error = asFileError(thrown);
  // Of a file that is YAML and no kubeconfig the library takes fields that are not there.
  const isNone = error instanceof TypeError;
  const reason = isNone ? 'it is none' : error instanceof Error ? error.message : String(error);
  return new CheckpointError('usage', `the kubeconfig cannot be used: ${reason}`);
}

/** In the words of all errors of files. */
function asFileError(error: unknown): unknown {
  const { syscall, path } = error as NodeJS.ErrnoException;
  return syscall === undefined || path === undefined ? error : fileError(syscall, path, error);
}
