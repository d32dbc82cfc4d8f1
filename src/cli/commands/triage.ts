import { append } from '../../bytes/append.js';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { RULES } from '../../analysis/triage/all-rules.js';
import { acceptedOf, Baseline } from '../../analysis/triage/baseline.js';
import { chooseRules } from '../../analysis/triage/choose-rules.js';
import { isAtLeast, SEVERITIES, type Finding } from '../../analysis/triage/finding.js';
import type { Rule } from '../../analysis/triage/rule.js';
import { Scene } from '../../analysis/triage/scene.js';
import { reads, triage } from '../../analysis/triage/triage.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { fileError } from '../../bytes/file-error.js';
import { isEveryProcess, type ProcessChoice } from '../../model/choose-processes.js';
import { chooseInView, type MemoryView } from '../../model/memory/memory-view.js';
import { blindWarnings, renderLooked, renderRule } from '../../render/findings-in-detail.js';
import { renderJsonLine } from '../../render/json.js';
import { renderSarif, type SarifRun } from '../../render/sarif.js';
import { ROW_FORMATS } from '../../render/visitors/formats.js';
import { findings as table } from '../../tables/findings.js';
import { originOf } from '../../tables/origin.js';
import { writeNewFile } from '../../write/write-new-file.js';
import { formatOption, limitsOf } from '../archive-options.js';
import { any } from '../argument.js';
import { BASE_IMAGE_OPTION } from '../base-image-option.js';
import { withCarriedOptions } from '../carried-options.js';
import { defineCommand } from '../command.js';
import { EvidencePrinter } from '../evidence-printer.js';
import type { Io } from '../io.js';
import { eachMemory, MEMORY_OPTIONS } from '../memory-options.js';
import { choice, flag, list, text, type ValuesOf } from '../option.js';
import { outcome, type Outcome } from '../outcome.js';
import { processChoiceOf, PROCESS_OPTIONS } from '../process-options.js';
import { ROW_NOTES, ROW_OPTIONS } from '../row-options.js';
import { RowPrinter } from '../row-printer.js';
import { isNothing, UnmetNames } from '../unmatched.js';
import { UsageError } from '../usage-error.js';
import { VERSION } from '../version.js';

const { format } = formatOption(
  [...ROW_FORMATS, 'sarif'],
  'How to print findings; sarif is SARIF 2.1.0 for code scanning',
);

const glob = { value: 'RULE', offers: RULES.map(({ id }) => id) };

const OPTIONS = {
  ...ROW_OPTIONS,
  format: { ...format, alias: ['o', 'output'] },
  verbose: flag({
    alias: 'v',
    describe: 'Show the evidence of each finding: bytes, fields, symbols',
  }),
  minSeverity: choice({
    value: 'SEVERITY',
    choices: SEVERITIES,
    describe: 'Only findings that weigh as much, or more',
  }),
  rule: list({ ...glob, describe: 'Only this rule, or those that a glob fits' }, (word) => word),
  notRule: list({ ...glob, describe: 'Not this rule, or those that a glob fits' }, (word) => word),
  failOn: choice({
    value: 'SEVERITY',
    choices: SEVERITIES,
    describe: 'Exit code 3 when a finding weighs as much, or more',
  }),
  baseline: text({ value: 'FILE', describe: 'Leave out the findings that are accepted there' }),
  writeBaseline: text({
    value: 'FILE',
    describe: 'Write all findings there, as accepted ones; --force to replace a file',
  }),
  force: flag({ describe: 'Replace the file of --write-baseline' }),
  explain: text({
    ...glob,
    describe: 'Tell what a rule looks for, what is innocent, and how to make sure',
  }),
  listRules: flag({ describe: 'List the rules' }),
  ...PROCESS_OPTIONS,
  ...MEMORY_OPTIONS,
  ...BASE_IMAGE_OPTION,
};

type Typed = ValuesOf<typeof OPTIONS> & { readonly archives: readonly string[] };

type Values = Omit<Typed, 'image'> & Parameters<typeof eachMemory>[2];

export const command = defineCommand({
  summary: 'Tell what is suspicious in a checkpoint, the worst first, with the evidence',
  arguments: { archives: any('ARCHIVE') },
  options: OPTIONS,
  examples: [
    ['checkpoint.tar', 'What to look at first'],
    ['-v --min-severity high checkpoint.tar', 'The worst, with their bytes'],
    [
      '--sysroot rootfs/ checkpoint.tar',
      'With the files of the image, to tell changes of code exactly',
    ],
    ['--explain hidden-elf', 'What a rule means'],
    ['--format sarif --fail-on high *.tar', 'For a pipeline'],
  ],
  notes:
    'A finding tells what was seen and no more. high is hardly ever innocent, medium often is in some software, low is ' +
    `worth knowing, info tells what else there is. ${ROW_NOTES}`,
  async run(typed, io) {
    const { image, ...others } = typed;
    const options = { ...others, image: image?.name, base: image?.base };
    if (options.listRules || options.explain !== undefined) return await explain(options, io);
    if (options.archives.length === 0)
      throw new UsageError(
        'requires at least 1 arg(s), only received 0: ARCHIVE is missing (usage: checkpointctl triage [OPTIONS] ARCHIVE...)',
      );
    const { rules, unknown } = chooseRules(RULES, options.rule, options.notRule);
    const [first] = unknown;
    if (first !== undefined) throw new UsageError(`no rule ${first}: --list-rules names them all`);
    return await triageArchives(options, rules, io);
  },
});

async function explain({ explain: name, listRules }: Values, { out }: Io): Promise<Outcome> {
  if (listRules) {
    const width = Math.max(...RULES.map(({ id }) => id.length));
    await out.write(RULES.map(({ id, title }) => `${id.padEnd(width)}  ${title}\n`).join(''));
    return outcome();
  }
  const rule = RULES.find(({ id }) => id === name);
  if (rule === undefined)
    throw new UsageError(`no rule ${name ?? ''}: --list-rules names them all`);
  await out.write(renderRule(rule));
  return outcome();
}

async function triageArchives(options: Values, rules: readonly Rule[], io: Io): Promise<Outcome> {
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  const isSarif = options.format === 'sarif';
  const isDetailed = options.verbose && (options.format === 'table' || options.format === 'wide');
  const severalArchives = options.archives.length > 1;
  const printer =
    options.format === 'sarif' || isDetailed
      ? undefined
      : await RowPrinter.open(table, { ...options, format: options.format }, io.out, {
          severalArchives,
        });
  const runs: SarifRun[] = [];
  const all: Finding[] = [];
  const summary: string[] = [];
  const warnings: string[] = [];
  const evidence = isDetailed ? new EvidencePrinter(io, warnings) : undefined;
  const missing: unknown[] = [];
  const unmet = new UnmetNames(processChoiceOf(options));
  const damage = await eachMemory(options.archives, reads, options, io, async (view) => {
    const chosen = chooseIn(view, processChoiceOf(options));
    append(missing, chosen.missing);
    if (!isEveryProcess(processChoiceOf(options)) && isNothing(chosen.processes, chosen.missing))
      return;
    unmet.meet(view.checkpoint);
    const scene = sceneOf(view, options);
    const report = await triage(scene, rules);
    const { file: archive } = view.checkpoint.archive;
    const unknown = report.findings.filter((each) => baseline?.has(each) !== true);
    const shown = unknown
      .filter(({ severity }) => isAtLeast(severity, options.minSeverity ?? 'info'))
      .map((each) => withCarriedOptions(each, options, view.checkpoint));
    append(all, unknown);
    if (isSarif) runs.push({ archive, findings: shown });
    await evidence?.print(scene, shown);
    await printer?.add(shown, originOf(view.checkpoint));
    const counts = {
      processes: chosen.processes.length,
      findings: shown.length,
      accepted: report.findings.length - unknown.length,
    };
    summary.push(renderLooked(archive, counts, report.looked));
    append(warnings, blindWarnings(archive, report.looked));
  });
  await printer?.end();
  if (isSarif) await io.out.write(renderSarif(runs, rules, VERSION));
  if (options.format === 'table' || options.format === 'wide') await io.out.write(summary.join(''));
  if (options.writeBaseline !== undefined)
    await writeBaseline(options.writeBaseline, options.force, all);
  const { failOn } = options;
  const fails = failOn !== undefined && all.some(({ severity }) => isAtLeast(severity, failOn));
  return outcome({
    damage: [...missing, ...damage],
    warnings: [...unmet.warnings, ...warnings],
    ...(fails && { exit: FOUND }),
  });
}

/** Without a process tree there are files to look at; a process that was asked for cannot be told then. */
function chooseIn(view: MemoryView, choice: ProcessChoice): ReturnType<typeof chooseInView> {
  try {
    return chooseInView(view, choice);
  } catch (error) {
    if (!(error instanceof CheckpointError) || !isEveryProcess(choice)) throw error;
    return { processes: [], missing: [error] };
  }
}

/** Exit code of --fail-on. */
const FOUND = 3;

function sceneOf(view: MemoryView, options: Values): Scene {
  return new Scene(view, {
    limits: limitsOf(options),
    processes: processChoiceOf(options),
    threads: Math.min(availableParallelism(), 8) - 1,
  });
}

function readBaseline(file: string): Baseline {
  try {
    return Baseline.parse(readFileSync(file, 'utf8'), file);
  } catch (error) {
    throw fileError('open', file, error);
  }
}

async function writeBaseline(
  file: string,
  force: boolean,
  findings: readonly Finding[],
): Promise<void> {
  const lines = new Set(findings.map((each) => renderJsonLine(acceptedOf(each))));
  await writeNewFile(file, { replace: force }, async (sink) => {
    let position = 0;
    for (const line of lines) {
      const bytes = Buffer.from(line);
      await sink.write(bytes, position);
      position += bytes.length;
    }
  });
}
