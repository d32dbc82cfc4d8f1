import { isAbsent } from '../model/absent.js';
import { safeText } from './safe-text.js';

/** A line of a tree and what hangs under it. Text is made safe for a terminal when it is drawn. */
export interface TreeNode {
  /** Stands before the text in brackets. */
  readonly tag?: string;
  readonly text: string;
  /** May be made while they are drawn. */
  readonly children: Iterable<TreeNode>;
}

export function node(text: string, children: Iterable<TreeNode> = [], tag?: string): TreeNode {
  return { text, children, ...(tag !== undefined && { tag }) };
}

/** Siblings that are being drawn. The next one is known before one is drawn: the last has a corner. */
interface Branch {
  readonly siblings: Iterator<TreeNode>;
  next: IteratorResult<TreeNode>;
  /** What stands before their lines. */
  readonly indent: string;
}

/** A tree line by line: the root, then branches. It keeps its own stack, so that no depth is too deep. */
export function* treeText(root: TreeNode): Generator<string> {
  yield `${lineOf(root)}\n`;
  const open = [branchOf(root, '')];
  for (let branch = open.at(-1); branch !== undefined; branch = open.at(-1)) {
    if (branch.next.done === true) {
      open.pop();
      continue;
    }
    const drawn = branch.next.value;
    branch.next = branch.siblings.next();
    const isLast = branch.next.done === true;
    yield `${branch.indent}${isLast ? '└── ' : '├── '}${lineOf(drawn)}\n`;
    open.push(branchOf(drawn, branch.indent + (isLast ? '    ' : '│   ')));
  }
}

function branchOf({ children }: TreeNode, indent: string): Branch {
  const siblings = children[Symbol.iterator]();
  return { siblings, next: siblings.next(), indent };
}

function lineOf({ tag, text }: TreeNode): string {
  return (tag === undefined ? '' : `[${safeText(tag)}]  `) + safeText(text);
}

/** Deepest nesting of plain data that is drawn; annotations may be made to be deeper. */
const MAX_DEPTH = 64;

/** Characters of an object of texts and numbers that goes on one line. */
const LINE_WIDTH = 100;

/**
 * Plain data as a branch: fields of objects under their names, those of a small one on one line; items of
 * lists one below the other, a list of texts and numbers on one line. What is absent tells why.
 */
export function dataNode(label: string, value: unknown, depth = 0): TreeNode {
  if (depth > MAX_DEPTH) return node(`${label}: ...`);
  if (isAbsent(value)) return node(`${label}: unavailable: ${value.absent}`);
  if (Array.isArray(value)) return listNode(label, value as readonly unknown[], depth);
  if (typeof value !== 'object' || value === null) return node(`${label}: ${textOf(label, value)}`);
  const line = lineOfFields(value);
  return line === undefined ? node(label, fieldNodes(value, depth)) : node(`${label}: ${line}`);
}

/** A branch for each field that is there; those that are empty lists are told on one line. */
export function fieldNodes(value: object, depth = 0): TreeNode[] {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const empty = fields.filter(([, field]) => isEmptyList(field)).map(([name]) => labelOf(name));
  return [
    ...fields
      .filter(([, field]) => !isEmptyList(field))
      .map(([name, field]) => dataNode(labelOf(name), field, depth + 1)),
    ...(empty.length > 0 ? [node(`${empty.join(', ')}: none`)] : []),
  ];
}

/** `name value, name value` of an object that holds nothing larger; undefined for any other. */
function lineOfFields(value: object): string | undefined {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  if (fields.some(([, field]) => typeof field === 'object' && field !== null)) return undefined;
  const line = fields.map(([name, field]) => `${labelOf(name)} ${textOf(name, field)}`).join(', ');
  return line.length <= LINE_WIDTH ? line || 'none' : undefined;
}

/** Permission bits are octal, yes and no are words. */
function textOf(name: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' && /^(?:mode|umask|permissions)$/.test(name)) {
    return value.toString(8).padStart(4, '0');
  }
  return String(value);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function listNode(label: string, items: readonly unknown[], depth: number): TreeNode {
  if (items.length === 0) return node(`${label}: none`);
  if (items.every((item) => typeof item !== 'object' || item === null)) {
    return node(`${label}: ${items.map(String).join(', ')}`);
  }
  return node(
    label,
    items.map((item, index) => itemNode(item, index, depth)),
  );
}

/** An item is called by its first field, which says best what it is. */
function itemNode(item: unknown, index: number, depth: number): TreeNode {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return dataNode(`[${index}]`, item, depth + 1);
  }
  const [[name, first] = ['', undefined], ...rest] = Object.entries(item);
  if (typeof first === 'object' || first === undefined)
    return dataNode(`[${index}]`, item, depth + 1);
  const [[second, value] = ['', undefined]] = rest;
  // A name and its value need one line only.
  if (rest.length === 1 && second === 'value' && typeof value !== 'object') {
    return node(`${String(first)}: ${String(value)}`);
  }
  const line = lineOfFields(item);
  if (line !== undefined) return node(line);
  return node(`${labelOf(name)} ${String(first)}`, fieldNodes(Object.fromEntries(rest), depth));
}

/** `mount_point` and `mountPoint` become `mount point`. */
function labelOf(name: string): string {
  return /^[a-z][a-zA-Z0-9_]*$/.test(name)
    ? name.replaceAll('_', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    : name;
}
