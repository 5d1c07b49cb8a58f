#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json_fields.h"
#include "sandbox/record.h"

namespace isograde {

/// What the module declares about itself and how it keeps its state, read from its definition after
/// an import in main alone.
struct Declaration {
  static constexpr const char* kName = "declaration";
  std::string init;  ///< as in report.json; empty: not made from a module definition
  std::string multiple_interpreters;
  std::string gil;
  std::int64_t state_size = -1;  ///< bytes; -1: state in statics
  bool has_traverse = false;
  bool has_clear = false;
  bool has_free = false;
  bool knows_interpreters_slot = false;  ///< this CPython has Py_mod_multiple_interpreters
  bool knows_gil_slot = false;           ///< this CPython has Py_mod_gil
  std::vector<std::string>
      state_objects;  ///< types of the Python objects that the module state holds
};
ISOGRADE_JSON(Declaration);

/// Those of the members of a distribution.
struct Declarations {
  static constexpr const char* kName = "declarations";
  std::vector<Declaration> members;
};
ISOGRADE_JSON(Declarations);

/// What a target declares, as its record in main alone has it; of a distribution, the least that
/// one of its members declares. nullopt: nothing that could be read.
std::optional<Declaration> DeclaredIn(const Record& alone);

/// One extension module of the target's top-level package, the target itself included.
struct OwnExtension {
  std::string name;
  std::string file;        ///< empty of a builtin one
  std::string init;        ///< as Declaration::init
  bool has_state = false;  ///< m_size >= 0
};
ISOGRADE_JSON(OwnExtension);

/// Those that importing the target in main alone loads.
struct OwnExtensions {
  static constexpr const char* kName = "own-extensions";
  std::vector<OwnExtension> modules;
};
ISOGRADE_JSON(OwnExtensions);

}  // namespace isograde
