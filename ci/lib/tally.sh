# shellcheck shell=bash disable=SC2154
# Runs the parts of a test run, counts, and prints the sums. Sourced by ci/test, which has sourced build.sh.
#
#   part LINE NAME as_KIND COMMAND [ARGUMENT...]   runs it; its counts go to the line LINE of the table, its output to build/logs/
#   print_tally                                    the table, what failed, and "N passed, N failed"; fails if anything failed
#
# KIND says how to count: as_one      the command is one test
#                         as_summary  its last line that reads "N passed, N failed[, N skipped]"
#                         as_googletest  GoogleTest's closing lines
# A command that fails without telling of a failed test counts as one failed test.

declare -A tally=() tally_parts=() tally_seconds=()
tally_lines=() tally_failures=()

part() {
  local line=$1 name=$2 kind=$3 status=0 passed=0 failed=0 skipped=0 start=$EPOCHREALTIME log
  shift 3
  log=$build/logs/$line-${name//[^A-Za-z0-9]/_}.log
  mkdir -p -- "$build/logs"
  [[ -n ${tally[$line]-} ]] || { tally_lines+=("$line"); tally[$line]='0 0 0'; }
  progress "$line: $name"
  # Not `"$@" || ...`, which would switch `set -e` off inside.
  set +e
  (set -e; "$@") >"$log" 2>&1 </dev/null
  status=$?
  set -e
  "$kind" "$status" "$log"
  if ((status != 0 && failed == 0)); then failed=1; fi
  if ((failed > 0)); then
    printf -- '---- %s: %s: %d failed (status %d)\n' "$line" "$name" "$failed" "$status"
    sed 's/^/    /' "$log"
  fi
  read -r -a sums <<<"${tally[$line]}"
  tally[$line]="$((sums[0] + passed)) $((sums[1] + failed)) $((sums[2] + skipped))"
  if ((failed > 0)); then
    tally_parts[$line]+=" $name"
    mapfile -t -O "${#tally_failures[@]}" tally_failures < <(failed_tests <"$log" | sed "s|^|$line: $name: |")
  fi
  tally_seconds[$line]=$(awk -v a="${tally_seconds[$line]-0}" -v b="$start" -v c="$EPOCHREALTIME" 'BEGIN { print a + c - b }')
}

# The tests that failed, by the lines that tell of one: of `python3 -m tests`, and of GoogleTest, which lists them again at its end.
failed_tests() { sed -n -e 's/^failed: //p' -e 's/^\[ *FAILED *\] \([^ ,]*\.[^ ,]*\).*/\1/p' | cut -c 1-300 | awk '!seen[$0]++'; }

# These set passed, failed and skipped of part().
as_one() { if (($1 == 0)); then passed=1; else failed=1; fi; }

as_summary() {
  local summary
  summary=$(grep -E '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' "$2" | tail -n 1) || true
  if [[ $summary =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
    passed=${BASH_REMATCH[1]} failed=${BASH_REMATCH[2]} skipped=${BASH_REMATCH[4]:-0}
  else
    printf '(no line "N passed, N failed")\n' >>"$2"
    failed=1
  fi
}

as_googletest() {
  local kind
  for kind in PASSED SKIPPED FAILED; do
    # "[  PASSED  ] 12 tests."; a brief run of GoogleTest prints it for failed and skipped tests too
    local count
    count=$(sed -n "s/^\[ *$kind *\] \([0-9]*\) tests\{0,1\}[.,].*/\1/p" "$2" | tail -n 1)
    case $kind in
      PASSED) passed=${count:-0} ;;
      SKIPPED) skipped=${count:-0} ;;
      FAILED) failed=${count:-0} ;;
    esac
  done
  if ((passed + failed + skipped == 0)); then
    printf '(no test was run)\n' >>"$2"
    failed=1
  fi
}

print_tally() {
  local line passed=0 failed=0 skipped=0 sums
  printf '\n%-20s %7s %7s %7s %8s\n' '' passed failed skipped seconds
  for line in "${tally_lines[@]}"; do
    read -r -a sums <<<"${tally[$line]}"
    printf '%-20s %7d %7d %7d %8.0f%s\n' "$line" "${sums[@]}" "${tally_seconds[$line]}" "${tally_parts[$line]:+  failed:${tally_parts[$line]}}"
    passed=$((passed + sums[0])) failed=$((failed + sums[1])) skipped=$((skipped + sums[2]))
  done
  printf '%-44s %8d\n' "all, with what was built and installed before" "$SECONDS"
  if ((${#tally_failures[@]} > 0)); then printf '\nfailed:\n'; printf '  %s\n' "${tally_failures[@]}"; fi
  printf '\n%d passed, %d failed' "$passed" "$failed"
  if ((skipped > 0)); then printf ', %d skipped' "$skipped"; fi
  printf '\n'
  ((failed == 0))
}
