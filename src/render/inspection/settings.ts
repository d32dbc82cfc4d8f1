/** Settings of the kernel on one line: `net.ipv4.ip_forward 1; ...`. */
export function settingsText(settings: readonly { name: string; value: unknown }[]): string {
  return settings.map(({ name, value }) => `${name} ${String(value)}`).join('; ') || 'none';
}
