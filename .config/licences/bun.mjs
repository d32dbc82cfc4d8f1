/** What Bun says of itself (LICENSE.md of its repository); its package in the registry has no such file. */
export const BUN = `Bun is under the MIT licence. It has JavaScriptCore and other parts of WebKit inside, which are under the GNU Library
General Public License, version 2 or later, and TinyCC, which is under the GNU Lesser General Public License, version
2.1. Their sources, as Bun uses them, are at https://github.com/oven-sh/WebKit and https://github.com/oven-sh/tinycc;
how Bun is linked with changed ones is told in https://github.com/oven-sh/bun/blob/main/LICENSE.md. This program is made
of it again by \`npm run build:binary\` with \`--runtime FILE\`, the executable of the changed Bun.

These are inside Bun, too:

  boringssl            ISC, OpenSSL and others    https://boringssl.googlesource.com/boringssl/
  brotli               MIT                        https://github.com/google/brotli
  c-ares               MIT                        https://github.com/c-ares/c-ares
  highway              Apache-2.0                 https://github.com/google/highway
  libarchive           BSD and others             https://github.com/libarchive/libarchive
  libbase64            BSD-2-Clause               https://github.com/aklomp/base64
  libc++abi            Apache-2.0 WITH LLVM-exception  https://github.com/llvm/llvm-project
  libdeflate           MIT                        https://github.com/ebiggers/libdeflate
  libicu               Unicode-3.0                https://github.com/unicode-org/icu
  libjpeg-turbo        BSD-3-Clause, IJG, Zlib    https://github.com/libjpeg-turbo/libjpeg-turbo
  libspng              BSD-2-Clause               https://github.com/randy408/libspng
  libwebp              BSD-3-Clause               https://github.com/webmproject/libwebp
  lol-html             BSD-3-Clause               https://github.com/cloudflare/lol-html
  ls-hpack, ls-qpack   MIT                        https://github.com/litespeedtech/ls-hpack, .../ls-qpack
  lsquic               MIT, BSD-3-Clause          https://github.com/litespeedtech/lsquic
  mimalloc             MIT                        https://github.com/microsoft/mimalloc
  picohttpparser       MIT                        https://github.com/h2o/picohttpparser
  simdutf              Apache-2.0                 https://github.com/simdutf/simdutf
  TigerBeetle (parts)  Apache-2.0                 https://github.com/tigerbeetle/tigerbeetle
  uSockets             Apache-2.0                 https://github.com/uNetworking/uSockets
  uWebSockets (fork)   Apache-2.0                 https://github.com/jarred-sumner/uwebsockets
  uucode               MIT                        https://github.com/jacobsandlund/uucode
  zlib-ng              Zlib                       https://github.com/zlib-ng/zlib-ng
  zstd                 BSD-3-Clause               https://github.com/facebook/zstd

and, under the MIT licence, the npm packages acorn, acorn-walk, assert, browserify-zlib, buffer, constants-browserify,
crypto-browserify, domain-browser, events, https-browserify, os-browserify, path-browserify, process, punycode,
querystring-es3, stream-browserify, stream-http, string_decoder, timers-browserify, tty-browserify, url, util and
vm-browserify.`;
