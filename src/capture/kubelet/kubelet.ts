import type { Service } from '../http/service.js';

/** The kubelet of one node, asked directly or through the API server. */
export interface Kubelet {
  /** Its base is the root of the kubelet's own API. */
  readonly service: Service;
  /** Who answers first. */
  readonly through: 'kubelet' | 'api-server';
  /** In messages: `node worker-1`. */
  readonly node: string;
}
