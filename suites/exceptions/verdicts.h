#pragma once

#include <string>
#include <vector>

#include "checklist/observations.h"
#include "suites/exceptions/call_recorders.h"

namespace isograde {

/// How a raising call behaves in main alone: empty when it raises what the recipe says, else what
/// is wrong with the recipe.
std::string TroubleAlone(const Observations& seen, const RaiseOutcome& outcome);

/// "list(module.reader([1])) raised _csv.Error: ..., or returned a value".
std::string WhatItDid(const RaiseOutcome& outcome);

/// "except module.Error", "except json.decoder.JSONDecodeError". `module`: what the module is
/// called.
std::string ExceptClause(const RaiseOutcome& outcome, const char* module);

/// "gave 3", or "raised ValueError: ...".
std::string ResultOf(const UseOutcome& outcome);

/// For a check of raising calls: why it is not applicable; empty where it is.
std::string NoRaisingCall(const Observations& seen);

}  // namespace isograde
