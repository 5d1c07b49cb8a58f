#include "suites/c_api/api_recorder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>

#include "base/file_name.h"
#include "checklist/demonstrated.h"
#include "interpreter/cpython_api.h"
#include "sandbox/program.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(ApiUse::Library, path, symbols, problem);
ISOGRADE_JSON_FIELDS(ApiUse, libraries, gilstate_finds_interpreter);
namespace {

constexpr std::chrono::seconds kReadingLimit{20};
constexpr std::size_t kMostCallers = 6;

ApiUse::Library Read(const std::string& path) {
  ApiUse::Library library{.path = path};
  const ProgramOutput output = OutputOf("isograde-elf", {"imports", path}, "", kReadingLimit);
  library.problem = output.problem;
  const nlohmann::json json = nlohmann::json::parse(output.text, nullptr, false);
  if (!json.is_object()) {
    if (library.problem.empty()) library.problem = "reading its symbols broke off";
    return library;
  }
  library.problem = json.value("problem", library.problem);
  if (!json.contains("imports")) return library;
  json["imports"].get_to(library.symbols);
  std::erase_if(library.symbols,
                [](const ImportedSymbol& one) { return cpython::IsOthersSymbol(one.name); });
  return library;
}

}  // namespace

ApiRecorder::ApiRecorder(const Subject& subject, bool wanted, Channel& channel)
    : channel_(channel) {
  if (wanted && subject.target.kind == TargetKind::kExtension) storage_.emplace(subject.target);
}

void ApiRecorder::Tell(const Seat& seat) {
  if (!storage_) return;
  channel_.Begin(stages::kCApi, seat.index);
  ApiUse use{.gilstate_finds_interpreter = cpython::AtLeast(3, 12)};
  seat.interpreter->Run([&] { storage_->TakeStock(ModuleFiles(seat.module)); });
  for (const TargetLibrary& library : storage_->libraries())
    use.libraries.push_back(Read(library.path));
  channel_.Observe(use);
}

std::string NoApiUse(const Observations& seen) {
  if (seen.target.kind == TargetKind::kBuiltin)
    return "it is compiled into Python, and needs no symbols to reach its functions";
  const auto use = seen[experiments::kAlone].First<ApiUse>();
  if (!use) return "its libraries were not read";
  for (const ApiUse::Library& library : use->libraries) {
    if (!library.problem.empty()) return library.problem;
  }
  return {};
}

std::vector<Evidence> UsesOf(const ApiUse& use, std::string_view prefix) {
  std::vector<Evidence> evidence;
  for (const ApiUse::Library& library : use.libraries) {
    for (const ImportedSymbol& symbol : library.symbols) {
      if (!symbol.name.starts_with(prefix)) continue;
      Evidence one{.text = fmt::format("{} in {}", symbol.name, FileName(library.path)),
                   .symbol = symbol.name,
                   .library = library.path};
      if (!symbol.callers.empty()) {
        std::vector<std::string> callers = symbol.callers;
        const std::size_t more = callers.size() - std::min(callers.size(), kMostCallers);
        callers.resize(callers.size() - more);
        one.text =
            fmt::format("{}, called by {}{} in {}", symbol.name, fmt::join(callers, ", "),
                        more ? fmt::format(" and {} more", more) : "", FileName(library.path));
        one.function = symbol.callers.front();
      }
      evidence.push_back(std::move(one));
    }
  }
  return evidence;
}

}  // namespace isograde
