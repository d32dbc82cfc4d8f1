import type { ProcessFacts } from '../../analysis/process-facts.js';
import { formatBytes } from '../byte-size.js';

type Limits = Exclude<ProcessFacts['limits'], { absent: string }>;
type Limit = Limits[number];

/** `STACK 8.0 MiB (at most unlimited), NOFILE 1024 (at most 4096), all others unlimited`. */
export function limitsText(limits: Limits): string {
  const isFree = ({ soft, hard }: Limit) => soft === 'unlimited' && hard === 'unlimited';
  const told = limits.filter((limit) => !isFree(limit)).map(limitText);
  const free = limits.length - told.length;
  if (told.length === 0) return free === 0 ? 'none' : 'all unlimited';
  return [...told, ...(free > 0 ? ['all others unlimited'] : [])].join(', ');
}

function limitText({ resource, soft, hard, unit }: Limit): string {
  const name = resource.replace(/^RLIMIT_/, '');
  const most = soft === hard ? '' : ` (at most ${valueText(hard, unit)})`;
  return `${name} ${valueText(soft, unit)}${most}`;
}

function valueText(value: Limit['soft'], unit: Limit['unit']): string {
  if (value === 'unlimited') return value;
  if (unit === 'bytes') return formatBytes(Number(value));
  return unit === 'count' ? String(value) : `${value} ${unit}`;
}
