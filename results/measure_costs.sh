#!/usr/bin/env bash
# What one more interpreter costs, from the oldest CPython of this machine to the newest: results/costs/.
#
#   results/measure_costs.sh [TAG...]      default: the newest build of each minor version, debug builds left out
#
# Some four minutes for each CPython, on a machine that does nothing else meanwhile. isograde is built: ci/quickstart.
set -euo pipefail

checkout=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
readonly checkout folder=$checkout/results/costs modules=(_csv _sqlite3)
mkdir -p -- "$folder"

# The tag and the executable of the last one listed of each minor version.
chosen() {
  "$checkout/ci/pythons" list | awk -F'\t' '$1 !~ /dbg/ { split($2, v, "."); row[v[1] "." v[2]] = $1 "\t" $3 } END { for (minor in row) print row[minor] }' | sort -V
}

files=()
while IFS=$'\t' read -r tag python; do
  (($# == 0)) || [[ " $* " == *" $tag "* ]] || continue
  file=$folder/${tag%%-*}.json
  printf '%s: %s\n' "${0##*/}" "$tag" >&2
  "$checkout/build/bin/isograde" --python "$python" bench "${modules[@]}" --output "$file" >/dev/null
  files+=("$file")
done < <(chosen)

{
  printf '# What one more interpreter costs\n\n'
  printf 'Made by `results/measure_costs.sh`. Medians, and half the distance between the quartiles; all rows of a CPython from one run. What each\n'
  printf 'row times: [docs](../docs/what_an_interpreter_costs.md).\n\n![One more interpreter, created and ended](costs/cost_by_cpython.svg)\n\n'
} >"$folder/../costs.md"
table=$(mktemp)
"$checkout/build/venv/bin/python" "$checkout/build/python/isograde/__main__.py" bench --read "${files[@]}" --table "$table" --charts "$folder"
cat -- "$table" >>"$folder/../costs.md"
rm -f -- "$table"
