import { detailsOf } from '../analysis/triage/finding-details.js';
import type { Finding } from '../analysis/triage/finding.js';
import type { Scene } from '../analysis/triage/scene.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import type { Disassemble } from '../formats/x86-code/disassemble.js';
import { renderFindingInDetail } from '../render/findings-in-detail.js';
import { nextCommand } from '../tables/findings.js';
import { originOf } from '../tables/origin.js';
import type { Io } from './io.js';

/** Prints findings with the evidence itself. The disassembler is loaded when there is code to show. */
export class EvidencePrinter {
  private disassemble: Disassemble | undefined;
  private hasLooked = false;

  constructor(
    private readonly io: Io,
    private readonly warnings: string[],
  ) {}

  async print(scene: Scene, findings: readonly Finding[]): Promise<void> {
    for (const finding of findings) {
      if (finding.evidence.some(({ code }) => code === 'x86-64' || code === 'i386')) {
        await this.load();
      }
      const details = await detailsOf(scene, finding);
      const next = nextCommand(finding, originOf(scene.checkpoint));
      const text = renderFindingInDetail(finding, details, next, this.disassemble);
      await this.io.out.write(`${text}\n`);
    }
  }

  /** An installation may lack it: that is told, and the bytes are shown all the same. */
  private async load(): Promise<void> {
    if (this.hasLooked) return;
    this.hasLooked = true;
    const { loadDisassembler } = await import('../formats/x86-code/disassemble.js');
    try {
      this.disassemble = await loadDisassembler();
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      this.warnings.push(`code is shown as bytes: ${error.message}`);
    }
  }
}
