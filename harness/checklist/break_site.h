#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_fields.h"
#include "sandbox/record.h"

namespace isograde {

/// A manner: found by whoever uses the heap next.
inline constexpr const char* kHeapCorruption = "heap corruption";

/// Where and how an experiment broke, as far as two breaks can be compared: one excuses another
/// only where all of it is the same.
struct BreakSite {
  std::string stage;     ///< id of the stage that it was in
  std::string manner;    ///< "SIGSEGV", "heap corruption", "a hang", "exit code 3"
  std::string function;  ///< innermost on the stack that does something of its own: no function of
                         ///< the C library, none by which CPython reports a fatal error; empty
                         ///< where no stack could be read
  std::string library;   ///< that it is in, versions left out; "CPython": library or executable

  bool operator==(const BreakSite&) const = default;
};
ISOGRADE_JSON(BreakSite);

/// Ended other than completely, and not for being slow, which breaks nothing.
bool HasBroken(const Record& record);

/// Of a record that has broken.
BreakSite SiteOf(const Record& record);

/// Whether one can be the other: nothing that is known of both differs.
bool IsLike(const BreakSite& one, const BreakSite& other);

/// Whether what a frame does is its own doing: not of the C library, the loader and libstdc++,
/// which do it for somebody, nor one of the functions by which CPython says that something is
/// wrong.
bool ActsByItself(const StackFrame& frame);

/// The stack that a break is charged by: of the thread that got the signal, else the first one;
/// nullptr where none could be read.
const ThreadStack* FaultingStack(const Record& record);

/// The innermost frame of FaultingStack that does something of its own (BreakSite::function);
/// nullptr where there is none.
const StackFrame* FaultingFrame(const Record& record);

}  // namespace isograde
