/** What a manual page tells. */
export interface ManPage {
  /** As it is typed: `checkpointctl show`. */
  readonly command: string;
  readonly summary: string;
  /** What stands behind the command. */
  readonly usage: string;
  readonly options: readonly ManOption[];
  /** Commands below this one, with what they do. */
  readonly commands: readonly (readonly [name: string, summary: string])[];
  readonly notes?: string;
  /** Command lines behind the command, and what they do. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  readonly exits: readonly (readonly [code: number, when: string])[];
  /** Commands of other pages. */
  readonly seeAlso: readonly string[];
}

export interface ManOption {
  /** `-p`, `--pid` */
  readonly flags: readonly string[];
  readonly value?: string;
  readonly describe: string;
  readonly choices?: readonly string[];
  readonly default?: string;
}

/** `checkpointctl-show` of `checkpointctl show`. */
export function manName(command: string): string {
  return command.replaceAll(' ', '-');
}

/**
 * A page for man(1), in the macros of man(7).
 * @param date of the page, as `2026-01-31`
 */
export function renderManPage(page: ManPage, version: string, date: string): string {
  const title = manName(page.command).toUpperCase();
  return [
    `.TH ${title} 1 ${date} "checkpointctl ${version}" "User Commands"`,
    // Words of several lines, such as the choices of an argument, are not torn apart.
    ...['.ad l', '.nh', '.SH NAME'],
    ...folded(`${roff(manName(page.command))} \\- ${roff(asPhrase(page.summary))}`),
    ...[
      '.SH SYNOPSIS',
      ...folded(`${bold(page.command)} ${roff(page.usage).replaceAll('|', '|\\:')}`),
    ],
    ...section('DESCRIPTION', [text(page.notes ?? page.summary)]),
    ...section(
      'COMMANDS',
      page.commands.flatMap(([name, summary]) => ['.TP', bold(name), text(summary)]),
    ),
    ...section('OPTIONS', page.options.flatMap(optionLines)),
    ...section(
      'EXIT STATUS',
      page.exits.flatMap(([code, when]) => ['.TP', bold(String(code)), text(when)]),
    ),
    ...section(
      'EXAMPLES',
      page.examples.flatMap(([line, what]) => [
        ...['.TP', text(what), '.nf', bold(`${page.command} ${line}`.trimEnd()), '.fi'],
      ]),
    ),
    ...section('SEE ALSO', [page.seeAlso.map((each) => `${bold(manName(each))}(1)`).join(',\n')]),
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.every((line) => line === '') ? [] : [`.SH ${title}`, ...lines];
}

function optionLines(option: ManOption): string[] {
  const { flags, value, describe, choices = [] } = option;
  const typed = flags.map(bold).join(', ') + (value === undefined ? '' : ` ${italic(value)}`);
  const more = [
    ...(choices.length > 0 ? [`One of ${choices.join(', ')}.`] : []),
    ...(option.default === undefined ? [] : [`By default ${option.default}.`]),
  ];
  return ['.TP', typed, text([`${describe}.`, ...more].join(' '))];
}

/** The line of NAME is a phrase. */
function asPhrase(sentence: string): string {
  return /^[A-Z][a-z]/.test(sentence)
    ? sentence.charAt(0).toLowerCase() + sentence.slice(1)
    : sentence;
}

function bold(words: string): string {
  return `\\fB${roff(words)}\\fR`;
}

function italic(words: string): string {
  return `\\fI${roff(words)}\\fR`;
}

/** Sentences, each on lines of its own. */
function text(sentences: string): string {
  return sentences
    .split(/(?<=[.;:]) +(?=[^a-z ])/)
    .flatMap((sentence) => folded(roff(sentence.trim())))
    .map((line) => line.replace(/^\./, '\\&.'))
    .join('\n');
}

/** Columns of a line in the page's source. */
const WIDTH = 78;

function folded(words: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.split(' ')) {
    if (line !== '' && line.length + word.length >= WIDTH) {
      lines.push(line);
      line = word;
    } else line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** As it stands: a backslash begins requests, and a plain dash is no minus. */
function roff(words: string): string {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll('…', '...');
}
