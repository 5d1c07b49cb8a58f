#pragma once

#include <string>

#include "interpreter/interpreter_config.h"
#include "suites/identity/call_results.h"

namespace isograde {

/// Python that shows without isograde that a call gives, or raises, what is of another
/// interpreter's class: main makes the call, then a new interpreter does. It exits with 1 where
/// that shows.
std::string ReproductionOf(const CallResult& result, InterpreterConfig config);

/// The same of a call that gives something else than in main alone.
std::string ReproductionOfDifference(const CallResult& result, const CallResult& alone,
                                     InterpreterConfig config);

}  // namespace isograde
