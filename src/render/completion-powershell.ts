import { type CompletionWord, paths } from './completion-word.js';

/** A native argument completer: tables of words by the way to them, and how a line is looked up in them. */
export function powershellCompleter(program: CompletionWord): string {
  const known = paths(program, '');
  const below = known.map(([path, word]) => row(path, word.below.map(nameOf)));
  const choices = known.map(([path, { argument }]) =>
    argument === undefined ? [] : row(`${path} ${argument.position - 1}`, argument.choices),
  );
  const options = known.map(([path, word]) => row(path, (word.options ?? []).map(nameOf)));
  const values = known.flatMap(([path, word]) =>
    (word.options ?? []).map((option) => row(`${path} ${option.name}`, option.choices)),
  );
  return `Register-ArgumentCompleter -Native -CommandName ${quoted(program.name)} -ScriptBlock {
  param($current, $line, $cursor)
  $below = ${table(below)}
  $choices = ${table(choices)}
  $options = ${table(options)}
  $values = ${table(values)}
  $path = ${quoted(program.name)}
  $arguments = 0
  $before = ''
  $typed = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor })
  for ($at = 1; $at -lt $typed.Count; $at++) {
    $before = $typed[$at].Extent.Text
    if ($below[$path] -ccontains $before) { $path = "$path $before" }
    elseif (-not $before.StartsWith('-')) { $arguments++ }
  }
  $found = $values["$path $before"]
  if ($null -eq $found -and "$current".StartsWith('-')) { $found = $options[$path] }
  elseif ($null -eq $found) { $found = $below[$path] }
  if ($null -eq $found) { $found = $choices["$path $arguments"] }
  $found | Where-Object { $_ -and $_.StartsWith("$current") } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function row(key: string, words: readonly string[]): string[] {
  return words.length === 0 ? [] : [`    ${quoted(key)} = @(${words.map(quoted).join(', ')})`];
}

function table(rows: readonly (readonly string[])[]): string {
  return ['@{', ...rows.flat(), '  }'].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
