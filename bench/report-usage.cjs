// Loaded into the measured process: writes its peak memory and the bytes it read to descriptor 3.
const { readFileSync, writeSync } = require('node:fs');

process.on('exit', () => {
  const io = readFileSync('/proc/self/io', 'utf8');
  const bytesRead = Number(/rchar: (\d+)/.exec(io)?.[1]);
  writeSync(3, JSON.stringify({ maxRssKib: process.resourceUsage().maxRSS, bytesRead }));
});
