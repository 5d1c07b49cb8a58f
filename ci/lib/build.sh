# shellcheck shell=bash
# Installs what a build needs, builds isograde and the modules under test. Sourced by ci/quickstart and ci/test,
# which set $checkout to the root of the checkout.
#
#   install_packages [PACKAGE...]       what is missing of these and of $build_packages, by apt-get (root)
#   make_venv PACKAGE...                build/venv ($venv), of Debian's Python, with these packages in it
#   build_isograde                      into build/, with the preset `default`
#   build_modules ROW                   modules_under_test for one line of `ci/pythons list --with-headers`, into build/modules/TAG
#   progress TEXT...                    a line on stderr
#   logged NAME COMMAND [ARGUMENT...]   runs it with its output in build/logs/NAME.log, which is shown when it fails
#
# Each returns non-zero when it fails, and has said why. A build holds build/.lock, so that two runs do not build at once.

: "${checkout:?set it before sourcing ci/lib/build.sh}"
readonly build=$checkout/build venv=$checkout/build/venv

# python3-dev gives the headers that the harness is compiled against: any CPython's would do, but a new machine has none.
readonly build_packages=(
  g++ cmake ninja-build libgtest-dev libbenchmark-dev libcli11-dev nlohmann-json3-dev libfmt-dev libtomlplusplus-dev libdw-dev libelf-dev liblzma-dev libbz2-dev
  zlib1g-dev python3-dev python3-venv
)
readonly debian_python=/usr/bin/python3

progress() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

logged() {
  local log=$build/logs/$1.log status=0
  shift
  mkdir -p -- "$build/logs"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if ((status != 0)); then
    sed 's/^/    /' "$log" >&2
    progress "failed with status $status: $*"
    progress "the output above is in $log"
  fi
  return "$status"
}

missing_packages() {
  local package
  for package in "${build_packages[@]}" "$@"; do
    [[ $(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s\n' "$package"
  done
}

install_packages() {
  local missing
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    progress "no apt-get here: install by hand what the build misses (Debian calls it ${build_packages[*]} $*)"
    return 0
  fi
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)); then
    progress "these packages are missing, and installing them needs root: apt-get install ${missing[*]}"
    return 1
  fi
  progress "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  logged apt-update apt-get update || return 1
  logged apt-install apt-get install --yes --no-install-recommends "${missing[@]}"
}

# Runs a command while no other run builds in this checkout.
locked() {
  local status=0
  mkdir -p -- "$build"
  exec {build_lock}>"$build/.lock"
  flock "$build_lock"
  "$@" {build_lock}>&- || status=$?
  exec {build_lock}>&-
  return "$status"
}

build_isograde() {
  local named=()
  # Named, or CMake would take whatever `python3` comes first on PATH, a version manager's shim for one.
  [[ ! -x $debian_python ]] || named=("-DPython3_EXECUTABLE=$debian_python")
  progress "building isograde (a few minutes when everything is new)"
  locked in_checkout logged configure cmake --preset default "${named[@]}" || return 1
  locked in_checkout logged build cmake --build --preset default
}

make_venv() {
  local package missing=()
  [[ -x $venv/bin/python ]] || logged venv "$debian_python" -m venv "$venv" || return 1
  for package in "$@"; do
    "$venv/bin/python" -c 'import importlib.metadata, sys; importlib.metadata.version(sys.argv[1])' "$package" 2>/dev/null || missing+=("$package")
  done
  ((${#missing[@]} > 0)) || return 0
  progress "installing ${missing[*]} into build/venv"
  logged venv-packages "$venv/bin/pip" install --quiet --disable-pip-version-check "${missing[@]}"
}

in_checkout() { (cd -- "$checkout" && "$@"); }

build_modules() {
  local row=$1 tag include suffix folder pybind11
  IFS=$'\t' read -r tag _ _ include suffix <<<"$row"
  folder=$build/modules/$tag
  pybind11=$(compgen -G "$build/venv/lib/python3*/site-packages/pybind11/include" | head -n 1) || true
  # Ninja finds out by itself what is out of date; configuring again is for a Python that has changed.
  if [[ ! -f $folder/build.ninja || ! -f $folder/row || $(<"$folder/row") != "$row" ]]; then
    locked logged "modules-$tag-configure" cmake -S "$checkout/modules_under_test" -B "$folder" -G Ninja \
      -DCMAKE_BUILD_TYPE=RelWithDebInfo "-DISOGRADE_PYTHON_INCLUDE=$include" "-DISOGRADE_PYTHON_SUFFIX=$suffix" \
      ${pybind11:+"-DISOGRADE_PYBIND11_INCLUDE=$pybind11"} || return 1
    printf '%s\n' "$row" >"$folder/row"
  fi
  locked logged "modules-$tag" cmake --build "$folder"
}
