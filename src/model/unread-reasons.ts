import type { ContainerInfo } from './container.js';
import { reasonOf } from './damage.js';

/** Why what an engine's file tells is missing, by what it would have told. */
export interface UnreadReasons {
  readonly config?: string;
  readonly spec?: string;
  readonly networks?: string;
}

export function unreadReasons({ unread }: ContainerInfo): UnreadReasons {
  const config = unread['config.dump'];
  const spec = unread['spec.dump'];
  const networks = unread['network.status'];
  return {
    ...(config !== undefined && { config: reasonOf(config) }),
    ...(spec !== undefined && { spec: reasonOf(spec) }),
    ...(networks !== undefined && { networks: reasonOf(networks) }),
  };
}
