# shellcheck shell=bash disable=SC2154
# Debian roots that hold CPythons: made, called, removed. Sourced by ci/pythons, which sets $here, $checkout
# and $pythons_home.
#
# Below $pythons_home, for a root NAME:
#   NAME/            the root, complete: it gets this name only when everything in it has been tried
#   NAME.partial/    a root being made, or left by a run that was interrupted
#   NAME-bin/        the wrappers, and `run COMMAND...`, which runs any command inside
#   NAME.lock        held by whoever makes or removes the root; stays, since others may be waiting for it

# What a root is made of. A new root is one more row in each table.
readonly -A root_suite=([forky]=forky)
readonly -A root_pythons=([forky]="python3.13 python3.14 python3.14-dbg python3.15")
readonly -A root_packages=(
  [forky]="python3.13-venv python3.13-dev python3.14-venv python3.14-dbg python3.14-dev python3.15-venv python3.15-dev"
)

provide_root() {
  local name=$1
  local root=$pythons_home/$name
  require_root "provide $name"
  lock_root "$name"
  if [[ -d $root ]]; then
    say "$name is already there: $root"
  else
    make_root "$name"
  fi
  write_wrappers "$name"
  try_wrappers "$name"
}

make_root() {
  local name=$1
  local root=$pythons_home/$name partial=$pythons_home/$name.partial python
  require_mmdebstrap
  if [[ -e $partial ]]; then
    say "removing what an interrupted run left: $partial"
    delete_tree "$partial"
  fi
  say "making $root with mmdebstrap, which takes a minute or more, and 700 MB"
  # In a mount namespace of its own, since mmdebstrap leaves its mounts behind when it is killed.
  # The release files of a testing suite expire within days. A mirror's snapshot of it is good enough here.
  unshare --mount --propagation private -- \
    mmdebstrap --mode=root --variant=minbase --aptopt='Acquire::Check-Valid-Until "false"' \
    --include="${root_packages[$name]// /,}" "${root_suite[$name]}" "$partial" {lock}>&- >&2 ||
    die "mmdebstrap failed; $partial is left for inspection, and the next run starts anew"
  for python in ${root_pythons[$name]}; do
    chroot "$partial" "/usr/bin/$python" -I -c '' || die "$python does not run in $partial"
  done
  mv -T -- "$partial" "$root"
}

require_root() { ((EUID == 0)) || die "$1 needs root: it installs packages, and uses chroot and mount"; }

# Other systems than Debian have no keyring to verify Debian's packages with.
require_mmdebstrap() {
  local -a install=(apt-get install --yes --no-install-recommends mmdebstrap debian-archive-keyring)
  command -v mmdebstrap >/dev/null && [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] && return
  command -v apt-get >/dev/null || die "mmdebstrap is absent, and so is apt-get to install it with"
  export DEBIAN_FRONTEND=noninteractive
  say "installing mmdebstrap"
  "${install[@]}" >&2 || { apt-get update >&2 && "${install[@]}" >&2; } || die "mmdebstrap could not be installed"
}

# Held until this process ends.
lock_root() {
  mkdir -p -- "$pythons_home"
  exec {lock}>"$pythons_home/$1.lock"
  flock --nonblock "$lock" || {
    say "waiting for another run that makes or removes $1"
    flock "$lock"
  }
}

# Wrappers are written anew each time: they name this checkout. Each appears whole, by a rename.
write_wrappers() {
  local name=$1 python
  local root=$pythons_home/$name bin=$pythons_home/$name-bin
  mkdir -p -- "$bin"
  {
    printf '#!/usr/bin/env bash\n# Written by isograde, ci/pythons provide %s.\n' "$name"
    printf 'readonly root=%q checkout=%q\n' "$root" "${ISOGRADE_ROOT:-$checkout}"
    cat -- "$here/lib/in_root.sh"
  } | write_executable "$bin/run"
  for python in ${root_pythons[$name]}; do
    {
      printf '#!/usr/bin/env bash\n# Written by isograde, ci/pythons provide %s.\n' "$name"
      printf 'exec %q /usr/bin/%s "$@"\n' "$bin/run" "$python"
    } | write_executable "$bin/$python"
  done
  say "wrote ${root_pythons[$name]// /, } and run to $bin"
}

write_executable() {
  cat >"$1.new"
  chmod 755 -- "$1.new"
  mv -- "$1.new" "$1"
}

try_wrappers() {
  local name=$1 python version
  for python in ${root_pythons[$name]}; do
    version=$("$pythons_home/$name-bin/$python" -I -c 'import sys; print(sys.version.split()[0])') ||
      die "$python does not run by its wrapper; in a container, it needs the capability SYS_ADMIN"
    say "$python is CPython $version"
  done
}

remove_root() {
  local name=$1 tree
  require_root "remove $name"
  lock_root "$name"
  # The wrappers go first: from then on nobody enters the root.
  rm -rf -- "${pythons_home:?}/$name-bin"
  for tree in "$pythons_home/$name" "$pythons_home/$name.partial"; do
    [[ -e $tree ]] || continue
    delete_tree "$tree"
    say "removed $tree"
  done
}

# delete_tree FOLDER: rm follows bind mounts, and --one-file-system does not stop it where both ends lie on the
# same disk. So nothing is deleted while anything is mounted below.
delete_tree() {
  unmount_below "$1"
  [[ -z $(mounts_below "$1") ]] || die "not removing $1: something is still mounted below"
  rm -rf --one-file-system -- "${1:?}"
}

# unmount_below FOLDER: never lazily, which would hide a mount from the check that comes after it.
unmount_below() {
  local mount
  mounts_below "$1" | tac | while IFS= read -r mount; do
    say "unmounting $mount"
    umount -- "$mount" || die "$mount could not be unmounted"
  done
}

# mounts_below FOLDER: what is mounted on it or below, in the order in which it was mounted.
mounts_below() {
  local folder mount
  folder=$(realpath -m -- "$1")
  # The kernel writes blanks and backslashes in octal.
  while read -r _ _ _ _ mount _; do
    printf -v mount '%b' "${mount//\\/\\0}"
    if [[ $mount == "$folder" || $mount == "$folder"/* ]]; then printf '%s\n' "$mount"; fi
  done </proc/self/mountinfo
}
