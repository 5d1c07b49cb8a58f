#pragma once

#include <nlohmann/json.hpp>

// Compiled once, in json_library.cc, instead of in every file that has to do with JSON.
extern template class nlohmann::basic_json<>;
