# gdb -x ci/child.gdb --args PYTHON build/python/isograde/__main__.py grade NAME --jobs 1 --timeout 3600
#
# Runs isograde and all its children under gdb, and stops in the first child that gets a fatal signal. gdb stops whenever a child
# has exited, with no thread selected: it is told to go on then.
set pagination off
set breakpoint pending on
set detach-on-fork off
set schedule-multiple on
set print thread-events off
set print inferior-events off
run
while $_thread == 0 && $_inferior != 1
  inferior 1
  continue
end
if $_thread != 0
  backtrace 12
end
