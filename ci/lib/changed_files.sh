# shellcheck shell=bash disable=SC2154
# Which files to look at: all, or those that a change touches. Sourced by ci/lint and ci/tidy, which have sourced build.sh.
#
#   choose_files all          every file of the checkout
#   choose_files since [REF]  those that differ from the last commit that REF and HEAD share. Default: the branch that this one is to
#                             go to (its upstream, or else main); where nothing is ahead of that, the last commit
#
# Sets $chosen, an array, and says on stderr what it took. Uncommitted and untracked files are among them, and removed ones are not.

choose_files() {
  local base='' what="all files"
  cd -- "$checkout" || return 1
  git rev-parse --verify --quiet HEAD >/dev/null || { progress "this needs a checkout of git, to know which files are the project's"; return 1; }
  if [[ $1 == since ]]; then
    if [[ -n ${2-} ]]; then
      base=$(git merge-base HEAD "$2") || { progress "'$2' shares no commit with HEAD"; return 1; }
    else
      base=$(start_of_branch)
    fi
  fi
  if [[ -n $base ]]; then
    mapfile -t chosen < <(git diff --name-only --diff-filter=d "$base" && git ls-files --others --exclude-standard)
    what="what differs from $(git log -1 --format='%h (%s)' "$base")"
  else
    mapfile -t chosen < <(git ls-files && git ls-files --others --exclude-standard)
  fi
  progress "$what: ${#chosen[@]} files"
}

# The commit that what is new here is compared with; none where all is new.
start_of_branch() {
  local ref base
  for ref in '@{upstream}' origin/main main; do
    base=$(git merge-base HEAD "$ref" 2>/dev/null) || continue
    [[ $base != "$(git rev-parse HEAD)" ]] || continue
    printf '%s\n' "$base"
    return
  done
  git rev-parse --verify --quiet 'HEAD^' || true
}
