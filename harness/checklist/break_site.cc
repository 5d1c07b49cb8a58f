#include "checklist/break_site.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/fault.h"
#include "base/file_name.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(BreakSite, stage, manner, function, library);
namespace {

bool StartsWithAny(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view beginning) { return text.starts_with(beginning); });
}

// "fatal_error.cold", "insertdict.constprop.0@LIBC_2.3" -> the function's own name.
std::string PlainName(const std::string& function) {
  if (function.find('(') != std::string::npos) return function;  // demangled
  return function.substr(0, function.find_first_of(".@", 1));
}

bool IsOfTheSystem(const StackFrame& frame) {
  return StartsWithAny(FileName(frame.library),
                       {"libc.so", "libpthread", "ld-linux", "libstdc++.so", "libm.so", "libgcc_s",
                        "libc-2", "[vdso"});
}

// CPython's own code may be in a library or in the executable; what follows a dot is a version.
std::string LibraryName(const std::string& path) {
  const std::string name = FileName(path);
  const bool is_module =
      name.find(".cpython-") != std::string::npos || name.find(".abi3.") != std::string::npos;
  if (!is_module && (name == "python" || StartsWithAny(name, {"libpython3", "python3"})))
    return "CPython";
  return name.substr(0, name.find('.'));
}

// One of CPython's functions that only say that something is wrong: who found it is further out.
// Not one of a module's that is called alike.
bool ReportsFault(const StackFrame& frame) {
  return LibraryName(frame.library) == "CPython" &&
         StartsWithAny(frame.function, {"fatal_error", "_Py_FatalError", "Py_FatalError",
                                        "_PyObject_AssertFailed"});
}

// The C library's own complaint about its heap, or a fault while it looks at it: one corruption
// shows now as one, now as the other.
bool IsOfTheHeap(const StackFrame& frame) {
  const std::string name = PlainName(frame.function);
  for (const std::string_view known : {"free",
                                       "malloc",
                                       "realloc",
                                       "calloc",
                                       "_int_free",
                                       "_int_malloc",
                                       "_int_realloc",
                                       "malloc_printerr",
                                       "malloc_consolidate",
                                       "unlink_chunk",
                                       "tcache_put",
                                       "munmap_chunk",
                                       "__libc_free",
                                       "__libc_malloc",
                                       "__libc_realloc",
                                       "__libc_calloc",
                                       "cfree",
                                       "__GI___libc_free",
                                       "__GI___libc_malloc",
                                       "sysmalloc"}) {
    if (name == known) return true;
  }
  return false;
}

// Whether the C library was in its heap, or has itself aborted: where it has no symbols but those
// that it exports, the functions in between have no names.
bool IsHeapCorruption(const Record& record) {
  const ThreadStack* const stack = FaultingStack(record);
  const StackFrame* const own = FaultingFrame(record);
  if (!stack || !own) return false;
  bool aborted = false;
  for (const StackFrame& frame : stack->frames) {
    if (&frame == own) break;
    if (IsOfTheHeap(frame)) return true;
    if (frame.function.starts_with("__assert")) return false;
    if (aborted && IsOfTheSystem(frame)) return true;
    aborted |= frame.function == "abort";
  }
  return false;
}

std::string MannerOf(const Record& record) {
  switch (record.ending) {
    case Ending::kSignalled: {
      if (IsHeapCorruption(record)) return kHeapCorruption;
      const char* const name = sigabbrev_np(record.signal);
      return name ? fmt::format("SIG{}", name) : fmt::format("signal {}", record.signal);
    }
    case Ending::kTimedOut:
      return "a hang";
    case Ending::kExited:
      return fmt::format("exit code {}", record.exit_code);
    default:
      return nlohmann::json(record.ending).get<std::string>();
  }
}

bool IsCrash(const BreakSite& site) {
  return StartsWithAny(site.manner, {"SIG", "signal ", kHeapCorruption});
}

}  // namespace

bool HasBroken(const Record& record) {
  return record.ending != Ending::kComplete && record.ending != Ending::kTooLong &&
         !record.broke_elsewhere;
}

bool ActsByItself(const StackFrame& frame) { return !IsOfTheSystem(frame) && !ReportsFault(frame); }

const ThreadStack* FaultingStack(const Record& record) {
  const PostMortem& post_mortem = record.post_mortem;
  return post_mortem.problem.empty() && !post_mortem.threads.empty() ? &post_mortem.threads.front()
                                                                     : nullptr;
}

const StackFrame* FaultingFrame(const Record& record) {
  const ThreadStack* const stack = FaultingStack(record);
  if (!stack) return nullptr;
  const auto found = std::find_if(stack->frames.begin(), stack->frames.end(), ActsByItself);
  return found == stack->frames.end() ? nullptr : &*found;
}

BreakSite SiteOf(const Record& record) {
  BreakSite site{.stage = record.last().stage, .manner = MannerOf(record)};
  if (const StackFrame* const frame = FaultingFrame(record)) {
    site.function = PlainName(frame->function);
    site.library = LibraryName(frame->library);
  }
  return site;
}

bool IsLike(const BreakSite& one, const BreakSite& other) {
  if (ISOGRADE_FAULT("judging/any-break-excuses-any")) return true;
  if (one.stage != other.stage) return false;
  if (!one.library.empty() && !other.library.empty() && one.library != other.library) return false;
  // Where no stack could be read, or a function has no name, it is not known what a signal was
  // about.
  if (one.function.empty() || other.function.empty())
    return one.manner == other.manner || (IsCrash(one) && IsCrash(other));
  return one == other;
}

}  // namespace isograde
