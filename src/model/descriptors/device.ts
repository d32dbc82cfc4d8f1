/** A device number as `major:minor`, in the kernel's own layout of 20 minor bits (s_dev). */
export function kernelDevice(device: number): string {
  return `${device >>> 20}:${device & 0xfffff}`;
}

/** The same in the layout of stat(2): glibc's makedev. */
export function statDevice(device: number): { major: number; minor: number } {
  return {
    major: (device >>> 8) & 0xfff,
    minor: (device & 0xff) | ((device >>> 12) & 0xfff00),
  };
}
