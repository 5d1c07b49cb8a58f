#!/usr/bin/env bash
# What one more interpreter costs, from the oldest CPython of this machine to the newest: results/costs/.
#
#   results/measure_costs.sh [TAG...]      default: the newest build of each minor version, debug builds left out
#   results/measure_costs.sh --page        measures nothing: the page and the charts again, of what lies in results/costs/
#
# The page and the charts are made of all that lies in results/costs/ in either case.
# Some six minutes for each CPython, on a machine that does nothing else meanwhile. isograde is built: ci/quickstart.
# matplotlib is installed into build/venv.
# A CPython whose site-packages make every interpreter run code is measured in a new virtual environment, which is empty: what is
# installed beside it is no cost of CPython's. The folders of this machine are left out of what is written.
set -euo pipefail

checkout=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
readonly checkout folder=$checkout/results/costs modules=(_csv _sqlite3)
# shellcheck source-path=SCRIPTDIR source=../ci/lib/build.sh
source "$checkout/ci/lib/build.sh"
case ${1-} in
  -h | --help) sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;;
esac
[[ -x $build/bin/isograde ]] || { progress "isograde is not built: ci/quickstart"; exit 1; }
make_venv matplotlib || exit 1
mkdir -p -- "$folder"

# The tag and the executable of the last one listed of each minor version.
chosen() {
  "$checkout/ci/pythons" list | awk -F'\t' '$1 !~ /dbg/ { split($2, v, "."); row[v[1] "." v[2]] = $1 "\t" $3 } END { for (minor in row) print row[minor] }' | sort -V
}

work=$(mktemp -d)
readonly work
trap 'rm -rf -- "$work"' EXIT

# What is measured: the executable itself, or that of a new virtual environment of it. What runs from elsewhere (a path, such as that
# of Debian's sitecustomize) would run in that, too.
without_startup_code() {
  local executable=$1 tag=$2 run
  run=$(PYTHONPATH=$build/python "$executable" -c 'from isograde._startup import startup_files; print(startup_files())')
  if grep -qE '(^|,)[^/,]+(,|$)' <<<"$run"; then
    "$executable" -m venv --without-pip "$work/$tag"
    executable=$work/$tag/bin/python
  fi
  printf '%s\n' "$executable"
}

while IFS=$'\t' read -r tag executable; do
  [[ ${1-} != --page ]] || break
  (($# == 0)) || [[ " $* " == *" $tag "* ]] || continue
  file=$folder/${tag%%-*}.json
  progress "$tag"
  "$build/bin/isograde" --python "$(without_startup_code "$executable" "$tag")" bench "${modules[@]}" --output "$file" >/dev/null
  sed -i -e "s|$work/||g" -e "s|$HOME|~|g" -- "$file"
done < <(chosen)

mapfile -t files < <(printf '%s\n' "$folder"/*.json | sort -V)
{
  printf '# What one more interpreter costs\n\n'
  # shellcheck disable=SC2016  # these are Markdown's
  printf 'Made by `results/measure_costs.sh`. Medians, and half the distance between the quartiles; all rows of a CPython from one run. What each\n'
  printf 'row times, and as on what machine: [docs](../docs/what_an_interpreter_costs.md). Another machine, or this one on another day, may take\n'
  printf 'twice or half as long: the reference work of the last line tells how fast this one was. Not all slows alike: from one machine to\n'
  printf 'another, the rows of two CPythons, or an interpreter and a peer, have moved against each other by some 20 %%.\n\n![One more interpreter, created and ended](costs/cost_by_cpython.svg)\n\n'
} >"$folder/../costs.md"
"$venv/bin/python" "$build/python/isograde/__main__.py" bench --read "${files[@]}" --table "$work/table.md" --charts "$folder"
cat -- "$work/table.md" >>"$folder/../costs.md"
