#!/usr/bin/env bash
# An incident, from the checkpoint of a container to a core in gdb. Nothing of the checkpoint is run.
#
#   examples/incident.sh ARCHIVE DIRECTORY [PATTERN]
#   examples/incident.sh NAMESPACE/POD/CONTAINER DIRECTORY [PATTERN [OPTION...]]
#
# What is no file here is a container, which the kubelet is asked to freeze; the options are those of
# `checkpointctl capture k8s`, such as --kubelet. DIRECTORY is new; all that is written goes there. PATTERN is what to
# look for everywhere: a key, an address.
set -euo pipefail

if [ $# -lt 2 ]; then
  sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
target=$1
directory=$2
pattern=${3:-}

# Tells what is done, and does it.
step() {
  printf '\n## %s\n$ checkpointctl %s\n' "$1" "${*:2}" >&2
  checkpointctl "${@:2}"
}
# The same for a question that may be answered with no, or not whole (exit code 1).
ask() {
  step "$@" || [ $? -eq 1 ]
}

if [ -e "$target" ]; then
  archive=$(realpath "$target")
else
  # The first line is the path of the archive on the node.
  archive=$(step 'Before it is gone' capture k8s "$target" --yes "${@:4}" | sed -n 1p)
  [ -e "$archive" ] || { printf '%s is on the node: bring it here\n' "$archive" >&2; exit 1; }
fi
mkdir -m 700 "$directory"
cd "$directory"

step 'What it is, before anything else' hash --deep "$archive" > evidence.sha256
ask 'Is it whole?' verify "$archive" evidence.sha256 > verify.txt
step 'Whose container, and when?' show "$archive" --print-stats
step 'What is odd?' triage "$archive"
step 'What ran?' ps "$archive" --tree
step 'Who was it talking to?' ss "$archive"
step 'What was changed on its disk?' rootfs "$archive" --executables
ask 'What was typed?' history "$archive"
ask 'Which secrets are to be changed?' secrets "$archive"
[ -z "$pattern" ] || ask 'Where is it?' grep -F -e "$pattern" "$archive"
step 'Whom would others know it by?' indicators "$archive" --format misp > indicators.csv || [ $? -eq 1 ]
step 'In which order did it happen?' timeline "$archive" --format csv > timeline.csv
step 'What has no name any more?' recover "$archive" -o recovered
step 'Processes for a debugger' coredump "$archive" -o cores

# Without a sysroot gdb would take the files of this machine for those of the container.
if command -v gdb > /dev/null; then
  core=$(find cores -name 'core.*' | sort -V | head -n 1)
  printf '\n## The first of them\n$ gdb --core %s\n' "$core" >&2
  gdb --quiet --batch -ex 'set sysroot /nonexistent' -ex "core-file $core" -ex 'info registers' 2> /dev/null
fi

step 'The evidence as an image, for a registry' build "$archive" evidence:frozen -o oci:image
printf '\nAll of it is in %s\n' "$PWD" >&2
