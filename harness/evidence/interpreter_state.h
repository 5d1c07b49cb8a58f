#pragma once

#include <map>
#include <string>
#include <vector>

#include "evidence/codec_registry.h"

namespace isograde {

/// State of one interpreter, and of the thread state and the context that are current in it, that
/// an extension at work in another interpreter must leave alone: what is in `builtins`, in `sys`
/// and in every list and dict there, the codec registry, warnings filters, the number of atexit
/// functions; trace and profile function, running event loop, the thread state's dict; context
/// variables.
///
/// Not among it: pending calls, which nothing shows and which are soon run.
struct InterpreterState {
  /// "interpreter: sys.modules" -> item -> the object there, in words that tell it from others.
  std::map<std::string, std::map<std::string, std::string>> containers;
};

/// Of the current interpreter, whose codec registry is `codecs`. Imports nothing: of modules that
/// are not in sys.modules nothing is told.
InterpreterState CaptureInterpreterState(const CodecRegistry& codecs);

/// One sentence for each thing that differs, beginning with the level:
/// "interpreter: sys.modules['x'] is new: None". At most twelve.
std::vector<std::string> Differences(const InterpreterState& before, const InterpreterState& after);

}  // namespace isograde
