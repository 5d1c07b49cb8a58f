#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "checklist/check.h"
#include "checklist/import_outcome.h"
#include "checklist/observations.h"
#include "suites/c_api/api_recorder.h"
#include "suites/c_api/stable_abi.h"

namespace isograde {
namespace {

constexpr std::size_t kMostNamed = 8;
constexpr int kFirstStable = 2;  // the limited API began with 3.2

// Private functions and variables that public macros bring into a library.
struct ByMacro {
  std::string_view symbol;
  std::string_view reason;
};
constexpr ByMacro kByMacro[] = {
    {"_Py_RefTotal", "Py_INCREF and Py_DECREF of debug builds, up to 3.11"},
    {"_Py_IncRefTotal_DO_NOT_USE_THIS", "Py_INCREF of debug builds, 3.12"},
    {"_Py_DecRefTotal_DO_NOT_USE_THIS", "Py_DECREF of debug builds, 3.12"},
    {"_Py_INCREF_IncRefTotal", "Py_INCREF of debug builds, 3.13 and newer"},
    {"_Py_DECREF_DecRefTotal", "Py_DECREF of debug builds, 3.13 and newer"},
};

bool IsPrivate(const std::string& symbol) {
  return symbol.starts_with("_") && !StableSince(symbol) &&
         std::none_of(std::begin(kByMacro), std::end(kByMacro),
                      [&](const ByMacro& row) { return row.symbol == symbol; });
}

std::string Listed(const std::vector<std::string>& names) {
  const std::size_t named = std::min(names.size(), kMostNamed);
  const std::span<const std::string> first(names.data(), named);
  const std::string more =
      names.size() > named ? fmt::format(" and {} more", names.size() - named) : "";
  return fmt::format("{}{}", fmt::join(first, ", "), more);
}

Finding JudgeRing(const Observations& seen) {
  if (const std::string reason = NoApiUse(seen); !reason.empty()) return NotApplicable(reason);
  std::vector<std::string> beyond, is_private;
  int newest = kFirstStable;
  const auto use = seen[experiments::kAlone].First<ApiUse>();
  for (const ApiUse::Library& library : use->libraries) {
    for (const ImportedSymbol& symbol : library.symbols) {
      if (const auto since = StableSince(symbol.name)) {
        newest = std::max(newest, *since);
      } else if (IsPrivate(symbol.name)) {
        is_private.push_back(symbol.name);
      } else if (!symbol.name.starts_with("_")) {
        beyond.push_back(symbol.name);
      }
    }
  }
  if (!is_private.empty()) {
    std::vector<Evidence> uses = UsesOf(*use, "_Py");
    std::erase_if(uses, [](const Evidence& one) { return !IsPrivate(one.symbol); });
    return Fail("it needs private functions or variables of CPython: " + Listed(is_private))
        .With(std::move(uses));
  }
  if (!beyond.empty())
    return Pass(
        fmt::format("the public C API: beyond the limited one it needs {}", Listed(beyond)));
  return Pass(
      fmt::format("by its symbols, the limited API of 3.{0}: could be built with "
                  "Py_LIMITED_API=0x03{0:02x}0000",
                  newest));
}

ISOGRADE_CHECK(
    {.id = "c_api/ring",
     .level = StateLevel::kModule,
     .belongs = StateLevel::kModule,
     .severity = Severity::kNote,
     .claim =
         "It gets along with the public C API, better still with the limited one (and tells of "
         "which version), and needs nothing that is private to CPython (_Py*).",
     .rationale = "https://docs.python.org/3/c-api/stable.html",
     .remedy = "Build with Py_LIMITED_API where that is enough; the compiler then tells what is "
               "missing. Private functions change without notice: most have a public twin.",
     .config_independent = true,
     .experiments = {experiments::kAlone},
     .stages = {stages::kImport, stages::kCApi},
     .answers_for = Answers({experiments::kAlone}, {stages::kCApi}),
     .judge = JudgeRing});

}  // namespace
}  // namespace isograde
