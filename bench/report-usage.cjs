// Loaded into the measured process: writes its peak memory and the bytes it read to descriptor 3.
const { readFileSync, writeSync } = require('node:fs');

process.on('exit', () => {
  const io = readFileSync('/proc/self/io', 'utf8');
  const bytesRead = Number(/rchar: (\d+)/.exec(io)?.[1]);
  // getrusage would tell what the measuring process had before it became this one.
  const status = readFileSync('/proc/self/status', 'utf8');
  const maxRssKib = Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]);
  writeSync(3, JSON.stringify({ maxRssKib, bytesRead }));
});
