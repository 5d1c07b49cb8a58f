#pragma once

#include <string>
#include <vector>

#include "checklist/finding.h"
#include "checklist/observations.h"
#include "sandbox/record.h"

namespace isograde {

/// Whose code a crash or a hang is in, told from the stacks of a post-mortem.
struct Blame {
  /// For the end of a sentence: "in module_free (foo.c:88)", "foo.so: on_event (foo.c:12) waits for
  /// the GIL in PyGILState_Ensure"; why no stack could be read; or empty.
  std::string words;
  /// The stacks, one piece of evidence per thread, the one to blame first; or why there are none.
  std::vector<Evidence> evidence;
};

/// The module's own frame is the innermost one in the target's library, on the thread that got the
/// signal; of a hang, on the first thread that has one. Where there is none, the innermost frame
/// outside the C library is named.
Blame BlameFor(const Record& record, const Observations& seen);

/// Whether the innermost frame of a crash that does something of its own is in one of the target's
/// libraries: nothing excuses that. Not of a hang: its own code may well wait for what CPython does
/// not give.
bool BrokeInOwnCode(const Record& record, const Observations& seen);

/// Whether any frame of what a crash is charged by is in one of the target's libraries.
bool HasOwnFrame(const Record& record, const Observations& seen);

}  // namespace isograde
