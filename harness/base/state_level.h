#pragma once

#include <nlohmann/json.hpp>

namespace isograde {

/// Where a piece of state lives, after the 2019 talk's list.
enum class StateLevel { kProcess, kRuntime, kInterpreter, kThread, kContext, kModule };
NLOHMANN_JSON_SERIALIZE_ENUM(StateLevel, {{StateLevel::kModule, "module"},
                                          {StateLevel::kProcess, "process"},
                                          {StateLevel::kRuntime, "runtime"},
                                          {StateLevel::kInterpreter, "interpreter"},
                                          {StateLevel::kThread, "thread"},
                                          {StateLevel::kContext, "context"}})

}  // namespace isograde
