import { isAbsent, type Fact } from '../../model/absent.js';
import type { Area } from '../../model/memory/areas.js';

/**
 * Runtimes and libraries that write code into memory and run it, by the files that they are. A file that was
 * deleted counts for nothing: who hides code in one could give it any name.
 */
const RUNTIMES: readonly (readonly [RegExp, string])[] = [
  [/^(?:libjvm|libj9jit\d*|libj9vm\d*)\.so/, 'Java'],
  [
    /^(?:node|nodejs|libnode\.so.*|libv8.*\.so.*|deno|bun|electron|chrome|chromium|mongod|mongosh|envoy)$/,
    'JavaScript',
  ],
  [/^(?:libmozjs|libjavascriptcoregtk|libqt\d*qml).*\.so/i, 'JavaScript'],
  [/^(?:libcoreclr|libclrjit|libmono[a-z-]*-?[\d.]*)\.so/, '.NET'],
  [/^(?:mono|mono-sgen)$/, '.NET'],
  [/^(?:libpypy.*\.so.*|pypy[\d.]*)$/, 'PyPy'],
  [/^(?:libluajit.*\.so.*|luajit[\d.-]*)$/, 'LuaJIT'],
  [/^(?:libwasmtime|libwasmer|libwasmedge).*\.so|^(?:wasmtime|wasmer|wasmedge)$/, 'WebAssembly'],
  [/^libpcre2?-?(?:8|16|32|posix)?\.so|^libpcre\.so/, "PCRE's compiler"],
  [/^libffi\.so/, 'closures of libffi'],
  [/^libgccjit\.so/, 'libgccjit'],
  [/^libLLVM.*\.so/, 'LLVM'],
  [/^(?:beam\.smp|beam\.jit)$/, 'Erlang'],
  [/^(?:qemu-[a-z0-9_-]+)$/, 'QEMU'],
  [/^opcache\.so$/, "PHP's compiler"],
  [/^(?:ruby[\d.]*|libruby.*\.so.*)$/, "Ruby's compiler"],
  [/^(?:clickhouse|clickhouse-server)$/, 'LLVM'],
  [/^(?:memcheck|none|callgrind|massif)-[a-z0-9]+-linux$/, 'Valgrind'],
  [/^(?:julia|libjulia.*\.so.*)$/, 'Julia'],
];

/** The compiler that a process has mapped, in the order of the list; undefined for none. */
export function justInTime(areas: Fact<readonly Area[]>): string | undefined {
  if (isAbsent(areas)) return undefined;
  const names = new Set(
    areas
      .filter(({ region, name }) => region?.backing.kind === 'file' && !name.endsWith(' (deleted)'))
      .map(({ name }) => name.slice(name.lastIndexOf('/') + 1)),
  );
  return RUNTIMES.find(([pattern]) => [...names].some((name) => pattern.test(name)))?.[1];
}
