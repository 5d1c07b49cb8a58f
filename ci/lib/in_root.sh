# shellcheck shell=bash disable=SC2154
# Runs a command inside a Debian root, in the caller's working directory.
#
#   run COMMAND [ARGUMENT...]
#
# `ci/pythons provide NAME` writes this file as NAME-bin/run, with two lines in front that set
#   root       the Debian root
#   checkout   the isograde checkout that provided it (ISOGRADE_ROOT in the environment goes before it)
#
# Promised: the command has the caller's working directory, environment, descriptors, signal dispositions and
# process id (everything here is `exec`), and its exit status is the caller's to see. 125 means that the
# command could not be started.
#
# Visible inside at the same path as outside: every top-level folder that is no part of a Debian system (/home,
# /root, /tmp, /opt, /builds, ...; /proc, /sys and /dev too), the checkout, the working directory, and $TMPDIR.
# Of a path below /usr, /etc or /var that exists on both sides, the root's is seen.
#
# The mounts are made in a mount namespace of the command's own and end with it. Nothing of them is
# visible outside, so removing the root, or the cache folder around it, cannot reach the host's files through them.
set -euo pipefail
shopt -s nullglob dotglob

fail() { printf '%s: %s\n' "$0" "$*" >&2; exit 125; }

# True if the root has nothing of its own at this place.
vacant() {
  [[ ! -L $1 ]] || return 1
  [[ -e $1 ]] || return 0
  [[ -d $1 ]] || return 1
  local entries=("$1"/*)
  ((${#entries[@]} == 0))
}

# Sets `shared` to the folders to make visible, sorted so that none is mounted before one that it lies in.
choose_folders() {
  local own_top folder top
  # A recursive bind copies the mounts below its source. The folder that holds the root therefore goes first.
  own_top=${root#/}
  own_top=/${own_top%%/*}
  for folder in "$own_top" /*/; do
    folder=${folder%/}
    is_shared "$folder" && continue
    case $folder in
      /bin | /sbin | /lib | /lib32 | /lib64 | /libx32 | /usr | /etc | /var | /run | /boot | /lost+found) ;;
      *) shared+=("$folder") ;;
    esac
  done
  for folder in "${ISOGRADE_ROOT:-$checkout}" "$PWD" "${TMPDIR:-/tmp}"; do
    [[ $folder == /* && -d $folder ]] || continue
    is_shared "$folder" && continue
    if vacant "$root$folder"; then shared+=("$folder"); fi
  done
}

is_shared() {
  local top
  for top in "${shared[@]}"; do
    [[ $1/ == "$top"/* ]] && return 0
  done
  return 1
}

# How to reach the network, and whom to trust there, is the host's to say.
choose_files() {
  local file
  for file in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/ssl/certs/ca-certificates.crt; do
    [[ -f $file && ! -L $root$file ]] || continue
    [[ -e $root$file ]] || { mkdir -p -- "$root${file%/*}" && : >"$root$file"; }
    shared+=("$file")
  done
}

fstab_escape() {
  local text=$1
  text=${text//\\/\\134}
  text=${text// /\\040}
  text=${text//$'\t'/\\011}
  printf '%s' "${text//$'\n'/\\012}"
}

# One call of mount for all of them: it costs a few ms, a call for each tens of them.
mount_shared() {
  local table='' path
  for path in "${shared[@]}"; do
    [[ -e $root$path ]] || mkdir -p -- "$root$path"
    table+="$(fstab_escape "$path") $(fstab_escape "$root$path") none rbind 0 0"$'\n'
  done
  # mount wants a regular file, and whoever is interrupted here would leave one of ours behind: bash 5.0 writes what
  # stands behind <<< to a file that has lost its name before mount starts; later ones would make it a pipe.
  local BASH_COMPAT=5.0
  mount --all --fstab /dev/stdin <<<"$table" >&2
}

if [[ ${1-} != --in-own-namespace ]]; then
  (($# > 0)) || fail "no command given"
  ((EUID == 0)) || fail "needs root, for chroot and mount"
  [[ -d ${root:?} ]] || fail "there is no $root any more; run ci/pythons provide again"
  exec unshare --mount --propagation private -- "$BASH" "$0" --in-own-namespace "$@"
fi

shift
shared=()
choose_folders
choose_files
mount_shared || fail "the host's folders could not be mounted in $root"
exec chroot "$root" /usr/bin/env --chdir="$PWD" "$@"
