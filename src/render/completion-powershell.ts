import { type CompletionWord, paths } from './completion-word.js';

/**
 * A native argument completer: tables of words by the way to them, and how a line is looked up in them. What they have
 * nothing for the program is asked, which knows the archive of the line; of nothing at all PowerShell makes file names.
 */
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
  $fitting = @($found | Where-Object { $_ -and $_.StartsWith("$current") })
  $fitting | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
  if ($fitting.Count -gt 0) { return }
  # What is quoted or takes signs of PowerShell's is not what the program would get: it is left alone.
  $here = $line.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursor -and $_.Extent.EndOffset -ge $cursor }
  if ("$($here.Extent.Text)" -cne "$current") { return }
  # An empty word, or one that begins with a dash, would not reach every program as it is.
  $words = @($typed | Select-Object -Skip 1 | ForEach-Object {
    if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { "=$($_.Value)" }
    else { "=$($_.Extent.Text)" }
  }) + "=$current"
  & $line.GetCommandName() --complete powershell @words 2>$null | ForEach-Object {
    $value, $describe = $_.Split([char]9)
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $describe)
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
