#pragma once

#include <compare>
#include <map>
#include <string>
#include <vector>

#include "evidence/codec_registry.h"
#include "evidence/state_change.h"

namespace isograde {

/// State of one interpreter, and of the thread state and the context that are current in it, that
/// an extension at work in another interpreter must leave alone: what is in `builtins`, in `sys`
/// and in every list and dict there, the codec registry, warnings filters, the number of atexit
/// functions; trace and profile function, running event loop, the thread state's dict; context
/// variables.
///
/// Not among it: pending calls, which nothing shows and which are soon run.
struct InterpreterState {
  struct Container {
    StateLevel level;
    std::string name;  ///< "sys.modules"
    auto operator<=>(const Container&) const = default;
  };
  /// Container -> item -> the object there, in words that tell it from others.
  std::map<Container, std::map<std::string, std::string>> containers;
};

/// Of the current interpreter, whose codec registry is `codecs`. Imports nothing: of modules that
/// are not in sys.modules nothing is told.
InterpreterState CaptureInterpreterState(const CodecRegistry& codecs);

/// What differs, at most twelve things.
std::vector<StateChange> Differences(const InterpreterState& before, const InterpreterState& after);

}  // namespace isograde
