# shellcheck shell=sh disable=SC2154
# How sanitizers behave in a process that loads an extension that was built with a sanitizer. Sourced by build-asan/bin/isograde-tests and
# build-tsan/bin/isograde-tests, which set
#
#   $rules                       this folder
#   $ISOGRADE_SANITIZER_REPORTS  a folder for what the sanitizers report, this run's own
#
# What the caller has in ASAN_OPTIONS, UBSAN_OPTIONS or TSAN_OPTIONS comes last, and wins. Every file of suppressions says why beside
# each.

# Of all of them:
#   exitcode          none that a test expects of a child
#   handle_*=0        signals are what this project is about: the children hold on a crash by a handler of their own, so that their stacks
#                     can be read, and tests end children by signals. What the sanitizers find, they find before there is a signal
#   use_sigaltstack   likewise: the stack that handlers run on is ours, and they would unmap it at the end of a thread
#   allocator_...     what is asked for and is too large is refused, as elsewhere, and not the end of the process
of_all="exitcode=99:handle_segv=0:handle_sigbus=0:handle_sigill=0:handle_sigfpe=0:handle_abort=0:use_sigaltstack=0"
of_all="$of_all:allocator_may_return_null=1:log_path=$ISOGRADE_SANITIZER_REPORTS/process"

# No search for leaks: children leave by _exit, before there would be one, and CPython keeps much to the end of its process, through
# whose frames every allocation of an extension comes, too, so that what would leave out the one would leave out the other.
ASAN_OPTIONS="$of_all:detect_leaks=0:strict_string_checks=1:check_initialization_order=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
UBSAN_OPTIONS="$of_all:print_stacktrace=1:suppressions=$rules/ubsan.supp${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"
# Children are forked, and start threads: the sanitizer warns that this may go wrong, and would end them.
TSAN_OPTIONS="$of_all:die_after_fork=0:suppressions=$rules/tsan.supp${TSAN_OPTIONS:+:$TSAN_OPTIONS}"
export ASAN_OPTIONS UBSAN_OPTIONS TSAN_OPTIONS
