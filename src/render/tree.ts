import { isAbsent } from '../model/absent.js';
import { safeText } from './safe-text.js';

/** A line of a tree and what hangs under it. Text is made safe for a terminal when it is drawn. */
export interface TreeNode {
  /** Stands before the text in brackets. */
  readonly tag?: string;
  readonly text: string;
  readonly children: readonly TreeNode[];
}

export function node(text: string, children: readonly TreeNode[] = [], tag?: string): TreeNode {
  return { text, children, ...(tag !== undefined && { tag }) };
}

/** Lines of a tree: the root, then branches. */
export function renderTree(root: TreeNode): string {
  const lines = [lineOf(root)];
  drawChildren(root.children, '', lines);
  return `${lines.join('\n')}\n`;
}

function drawChildren(children: readonly TreeNode[], indent: string, lines: string[]): void {
  children.forEach((child, index) => {
    const isLast = index === children.length - 1;
    lines.push(indent + (isLast ? '└── ' : '├── ') + lineOf(child));
    drawChildren(child.children, indent + (isLast ? '    ' : '│   '), lines);
  });
}

function lineOf({ tag, text }: TreeNode): string {
  return (tag === undefined ? '' : `[${safeText(tag)}]  `) + safeText(text);
}

/** Deepest nesting of plain data that is drawn; annotations may be made to be deeper. */
const MAX_DEPTH = 64;

/**
 * Plain data as a branch: fields of objects under their names, items of lists one below the other, a
 * list of texts and numbers on one line. What is absent tells why.
 */
export function dataNode(label: string, value: unknown, depth = 0): TreeNode {
  if (depth > MAX_DEPTH) return node(`${label}: ...`);
  if (isAbsent(value)) return node(`${label}: unavailable: ${value.absent}`);
  if (Array.isArray(value)) return listNode(label, value as readonly unknown[], depth);
  if (typeof value !== 'object' || value === null) return node(`${label}: ${String(value)}`);
  return node(label, fieldNodes(value, depth));
}

/** A branch for each field that is there. */
export function fieldNodes(value: object, depth = 0): TreeNode[] {
  return Object.entries(value)
    .filter(([, field]) => field !== undefined && !isEmptyList(field))
    .map(([name, field]) => dataNode(labelOf(name), field, depth + 1));
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
  return node(`${labelOf(name)} ${String(first)}`, fieldNodes(Object.fromEntries(rest), depth));
}

/** `mount_point` and `mountPoint` become `mount point`. */
function labelOf(name: string): string {
  return /^[a-z][a-zA-Z0-9_]*$/.test(name)
    ? name.replaceAll('_', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    : name;
}
