#pragma once

#include <functional>
#include <nlohmann/json.hpp>

#include "sandbox/child.h"
#include "sandbox/limits.h"
#include "sandbox/record.h"

namespace isograde {

/// What a body under test has to tell: any JSON value.
struct Note {
  static constexpr const char* kName = "note";
  nlohmann::json value;
};
void to_json(nlohmann::json& json, const Note& note);
void from_json(const nlohmann::json& json, Note& note);

/// Runs `body` in one sandboxed child and returns what came out.
Record RunInChild(const Child::Body& body, const Limits& limits = {});

/// Runs `function` in one sandboxed child, where interpreters may be created and modules imported,
/// and returns what it returned. Fails the current test, and returns null, where the child does not
/// come to its end.
nlohmann::json AskInChild(const std::function<nlohmann::json()>& function);

}  // namespace isograde
