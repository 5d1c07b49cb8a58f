# shellcheck shell=bash disable=SC2154,SC2030,SC2031
# Which CPythons are there? Sourced by ci/pythons, which sets $pythons_home.

pyenv_root=$(realpath -m -- "${PYENV_ROOT:-$HOME/.pyenv}")
uv_root=$(realpath -m -- "${UV_PYTHON_INSTALL_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/uv/python}")
readonly pyenv_root uv_root

# All that a candidate is asked, in one process of it. Runs on any Python 3; no field is empty, so that `read` can split.
readonly probe='
import os, sys, sysconfig
include = sysconfig.get_path("include")
print("\t".join([
    sys.implementation.name,
    "%08x" % sys.hexversion,
    sys.version.split()[0],
    "debug" if sysconfig.get_config_var("Py_DEBUG") else "release",
    "free-threaded" if sysconfig.get_config_var("Py_GIL_DISABLED") else "gil",
    os.path.realpath(sys.executable) if sys.executable else "-",
    include if os.path.exists(os.path.join(include, "Python.h")) else "-",
    sysconfig.get_config_var("EXT_SUFFIX") or "-",
]))'

# list_pythons VERBOSE WITH_HEADERS: the lines that `ci/pythons list` prints.
list_pythons() {
  local verbose=$1 with_headers=$2
  local -A seen=() tags=()
  local candidate version kind executable include suffix tag

  candidates | while IFS= read -r candidate; do
    examine "$candidate" "$verbose"
  done | LC_ALL=C sort -t $'\t' -k 1,1 -k 3,3r -k 4,4 |
    while IFS=$'\t' read -r _ version kind executable include suffix; do
      [[ -z ${seen[$executable]-} ]] || continue
      seen[$executable]=1
      tag=$(unique_tag "$version" "$kind" "$executable")
      tags[$tag]=1
      [[ $with_headers == 0 || $include != - ]] || continue
      printf '%s\t%s\t%s\t%s\t%s\n' "$tag" "$version" "$executable" "$include" "$suffix"
    done
}

# Reads lines of list_pythons, prints the executables of those that are not debug builds.
release_executables() { awk -F '\t' '$1 !~ /-dbg/ { print $3 }'; }

# Every file that may be a Python, one a line. Files that are links to one another count once.
candidates() {
  local folder minor file path=()
  local found=()
  IFS=: read -r -a path <<<"$PATH"
  for folder in "${path[@]}"; do
    # pyenv's shims would only start, slowly, what its versions folder holds.
    [[ $folder == *pyenv*/shims ]] && continue
    found+=("$folder/python3")
    for minor in {8..15}; do
      found+=("$folder/python3.$minor" "$folder/python3.${minor}d" "$folder/python3.$minor-dbg")
    done
  done
  found+=("$pyenv_root"/versions/*/bin/python3 "$uv_root"/*/bin/python3)

  for file in "${found[@]}"; do
    if [[ $file == /* && -f $file && -x $file ]]; then printf '%s\t%s\n' "$(realpath -- "$file")" "$file"; fi
  done | awk -F '\t' '!seen[$1]++ { print $2 }'

  for file in "$pythons_home"/*-bin/python3*; do
    if [[ -x $file && -d ${file%-bin/*} ]]; then printf '%s\n' "$file"; fi
  done
}

# examine CANDIDATE VERBOSE: prints "HEXVERSION VERSION KIND EXECUTABLE INCLUDE_DIR EXT_SUFFIX" if it is one of ours.
examine() {
  local candidate=$1 verbose=$2 root='' answer
  local implementation hexversion version kind gil executable include suffix

  if ! answer=$(timeout 20 "$candidate" -I -S -c "$probe" 2>/dev/null </dev/null); then
    note "$verbose" "$candidate does not run"
    return 0
  fi
  IFS=$'\t' read -r implementation hexversion version kind gil executable include suffix <<<"$answer"

  if [[ $implementation != cpython ]]; then
    note "$verbose" "$candidate is not CPython"
  elif ((16#$hexversion < 16#03080000)); then
    note "$verbose" "$candidate is CPython $version, older than 3.8"
  elif [[ $gil == free-threaded ]]; then
    note "$verbose" "$candidate is a free-threaded build of CPython $version, which isograde does not grade yet"
  elif [[ $executable == - || $executable == *pyenv*/shims/* ]]; then
    note "$verbose" "$candidate does not tell where its executable is"
  else
    if [[ $candidate == "$pythons_home"/*-bin/* ]]; then
      # The answer came from inside the root: these are the same files as seen from outside.
      root=${candidate%-bin/*}
      executable=$candidate
      [[ $include == - ]] || include=$root$include
    fi
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$hexversion" "$version" "$kind" "$executable" "$include" "$suffix"
  fi
}

note() { [[ $1 == 0 ]] || printf 'pythons: skipped: %s\n' "$2" >&2; }

# unique_tag VERSION KIND EXECUTABLE: the version, what sets this build apart, and where it is from.
# Pythons of pyenv and uv go by the version alone. A number tells apart what is left, in the order of the list.
unique_tag() {
  local version=$1 kind=$2 executable=$3 tag number=2
  tag=${version//[^A-Za-z0-9._-]/}
  [[ $kind == release ]] || tag+=-dbg
  tag+=$(origin_suffix "$executable")
  if [[ -n ${tags[$tag]-} ]]; then
    while [[ -n ${tags[$tag-$number]-} ]]; do number=$((number + 1)); done
    tag+=-$number
  fi
  printf '%s\n' "$tag"
}

origin_suffix() {
  local folder
  case $1 in
    "$pythons_home"/*-bin/*)
      folder=${1%-bin/*}
      printf -- '-%s' "${folder##*/}"
      ;;
    "$pyenv_root"/versions/* | "$uv_root"/*) ;;
    /usr/local/*) printf -- '-local' ;;
    /usr/bin/* | /bin/*) printf -- '-system' ;;
    *) printf -- '-path' ;;
  esac
}
