import { findPart } from '../../bytes/optional-part.js';

export interface Instruction {
  readonly address: bigint;
  readonly length: number;
  /** In Intel's syntax. */
  readonly text: string;
}

/** The instructions of bytes, without one at the end that is cut off. What is no instruction is `(bad)`. */
export type Disassemble = (
  bytes: Uint8Array,
  address: bigint,
  bits: 32 | 64,
) => readonly Instruction[];

/**
 * The disassembler for x86, which is loaded when the first asks for it.
 * @throws CheckpointError `unsupported` where it is not part of the installation
 */
export async function loadDisassembler(): Promise<Disassemble> {
  findPart('x86');
  const { Decoder, DecoderError, DecoderOptions, Formatter, FormatterSyntax } = (
    await import('iced-x86')
  ).default;
  return (bytes, address, bits) => {
    const decoder = new Decoder(bits, bytes, DecoderOptions.None);
    const formatter = new Formatter(FormatterSyntax.Intel);
    decoder.ip = address;
    const found: Instruction[] = [];
    try {
      while (decoder.canDecode) {
        const { position, ip } = decoder;
        const instruction = decoder.decode();
        const { lastError } = decoder;
        if (lastError === DecoderError.InvalidInstruction) {
          // What follows may be one: objdump, too, goes on at the next byte.
          found.push({ address: ip, length: 1, text: '(bad)' });
          decoder.position = position + 1;
          decoder.ip = ip + 1n;
        } else if (lastError === DecoderError.None) {
          const { length } = instruction;
          found.push({ address: ip, length, text: formatter.format(instruction) });
        }
        instruction.free();
      }
    } finally {
      decoder.free();
      formatter.free();
    }
    return found;
  };
}
