/** Where the last search stopped: the end, or where to go on when the list is full. */
export let stoppedAt: i32 = 0;

export function stopAt(at: i32): void {
  stoppedAt = at;
}

/** Adds the addresses whose bits of `lanes` are set to the list. Returns its new end. */
export function listLanes(lanes: i32, at: i32, end: i32, list: i32): i32 {
  let out = list;
  let found = lanes;
  for (; found != 0; found &= found - 1) {
    const each = at + ctz(found);
    if (each >= end) break;
    store<i32>(out, each);
    out += 4;
  }
  return out;
}
