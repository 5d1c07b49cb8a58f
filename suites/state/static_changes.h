#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fields.h"
#include "elf/static_variable.h"

namespace isograde {

/// What went on when static variables changed.
enum class StaticPhase {
  kImport,
  kUse,
  kDocumentedUse,  ///< calls that further interpreters are documented to decline
  kReimport
};
NLOHMANN_JSON_SERIALIZE_ENUM(StaticPhase, {{StaticPhase::kImport, "import"},
                                           {StaticPhase::kUse, "use"},
                                           {StaticPhase::kDocumentedUse, "documented-use"},
                                           {StaticPhase::kReimport, "re-import"}})
/// For a sentence: "its re-import".
std::string_view Words(StaticPhase phase);

/// A machine word of static storage that changed.
struct StaticWord {
  StaticPlace place{};
  int library = 0;  ///< index into StaticNames::libraries
  std::uint64_t before = 0, after = 0;
  std::string object;       ///< type of the object whose address it has become; empty: of none
  std::string objection;    ///< why no other interpreter may see that object; empty: any may
  std::string shape;        ///< ShapeOf it
  bool constant = false;    ///< IsConstant, of that object
  std::string attribute{};  ///< of the module, that the object is too; empty: it is none, or
                            ///< nobody's in particular
};
ISOGRADE_JSON(StaticWord);

/// What changed in static storage while one interpreter was at work.
struct StaticChanges {
  static constexpr const char* kName = "static-changes";
  StaticPhase phase = StaticPhase::kImport;
  int interpreter = 0;
  std::vector<StaticWord> words{};  ///< at most kMostReported, those that refer to objects first
  std::size_t total = 0;

  static constexpr std::size_t kMostReported = 2000;
};
ISOGRADE_JSON(StaticChanges);

/// A static type among the target's own, by its place.
struct StaticType {
  std::string name;  ///< attribute of the module; its own, of one that the module does not show
  StaticPlace place{};
  int library = 0;
  bool is_managed = false;  ///< CPython keeps what changes in it per interpreter
  bool is_mutable = false;  ///< setting an attribute changes it
};
ISOGRADE_JSON(StaticType);

/// Static variables that still hold the address of what was an object of an interpreter, after that
/// interpreter has ended.
struct StaticLeftovers {
  static constexpr const char* kName = "static-leftovers";
  int interpreter = 0;
  std::vector<StaticWord> freed{};  ///< the object is gone: nobody held a reference
  std::vector<StaticWord> alive{};  ///< it has outlived its interpreter: somebody holds one
};
ISOGRADE_JSON(StaticLeftovers);

/// Which variables lie at the places that the other observations name. There may be several in an
/// experiment, which complete each other: NamesIn().
struct StaticNames {
  static constexpr const char* kName = "static-names";
  struct Library {
    std::string path;
    std::size_t size = 0;  ///< bytes of its memory that stays writable
    std::vector<StaticPlace> places{};
    std::vector<StaticVariable> variables{};  ///< by place; empty where there was a problem
    std::string problem;                      ///< why they have no names
  };
  std::vector<Library> libraries{};
  std::vector<StaticType> types{};

  static constexpr std::size_t kMostNamed = 1000;
};
ISOGRADE_JSON(StaticNames::Library);
ISOGRADE_JSON(StaticNames);

}  // namespace isograde
