import type { ContainerInfo } from '../model/container.js';
import { reasonOf } from '../model/damage.js';

/** Why what an engine's file tells is missing, by what it would have told. */
export function unreadReasons({ unread }: ContainerInfo): {
  readonly config?: string;
  readonly spec?: string;
  readonly networks?: string;
} {
  const config = unread['config.dump'];
  const spec = unread['spec.dump'];
  const networks = unread['network.status'];
  return {
    ...(config !== undefined && { config: reasonOf(config) }),
    ...(spec !== undefined && { spec: reasonOf(spec) }),
    ...(networks !== undefined && { networks: reasonOf(networks) }),
  };
}
