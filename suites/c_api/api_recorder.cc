#include "suites/c_api/api_recorder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/file_name.h"
#include "checklist/demonstrated.h"
#include "interpreter/cpython_api.h"
#include "sandbox/program.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(ApiUse::Library, path, symbols, whole_because, problem);
ISOGRADE_JSON_FIELDS(ApiUse, libraries, gilstate_finds_interpreter);
namespace {

constexpr std::chrono::seconds kReadingLimit{20};
constexpr std::size_t kMostCallers = 6;

// `hooks`: the functions with which the target begins, if it is one of the modules in there.
ApiUse::Library Read(const std::string& path, const std::vector<std::string>& hooks) {
  ApiUse::Library library{.path = path};
  std::vector<std::string> arguments = {"imports", path};
  arguments.insert(arguments.end(), hooks.begin(), hooks.end());
  const ProgramOutput output = OutputOf("isograde-elf", arguments, "", kReadingLimit);
  library.problem = output.problem;
  const nlohmann::json json = nlohmann::json::parse(output.text, nullptr, false);
  if (!json.is_object()) {
    if (library.problem.empty()) library.problem = "reading its symbols broke off";
    return library;
  }
  library.problem = json.value("problem", library.problem);
  if (!json.contains("imports")) return library;
  json["imports"].get_to(library.symbols);
  library.whole_because = json.value("whole_because", "");
  std::erase_if(library.symbols,
                [](const ImportedSymbol& one) { return cpython::IsOthersSymbol(one.name); });
  return library;
}

}  // namespace

ApiRecorder::ApiRecorder(const Subject& subject, bool wanted, Channel& channel)
    : channel_(channel), target_(subject.target) {
  if (wanted && subject.target.kind == TargetKind::kExtension) storage_.emplace(subject.target);
}

void ApiRecorder::Tell(const Seat& seat) {
  if (!storage_) return;
  channel_.Begin(stages::kCApi, seat.index);
  ApiUse use{.gilstate_finds_interpreter = cpython::AtLeast(3, 12)};
  std::vector<std::string> hooks;
  seat.interpreter->Run([&] {
    storage_->TakeStock(ModuleFiles(seat.module));
    hooks = cpython::InitFunctions(target_.name);
  });
  for (const TargetLibrary& library : storage_->libraries()) {
    const bool is_its_own = IsSameFile(target_.file, library.path);
    use.libraries.push_back(Read(library.path, is_its_own ? hooks : std::vector<std::string>{}));
  }
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
    std::string where = fmt::format(" in {}", FileName(library.path));
    if (!library.whole_because.empty())
      where += fmt::format(", by it or by another of the modules that are in there: {}",
                           library.whole_because);
    for (const ImportedSymbol& symbol : library.symbols) {
      if (!symbol.name.starts_with(prefix)) continue;
      Evidence one{.text = symbol.name + where, .symbol = symbol.name, .library = library.path};
      if (!symbol.callers.empty()) {
        std::vector<std::string> callers = symbol.callers;
        const std::size_t more = callers.size() - std::min(callers.size(), kMostCallers);
        callers.resize(callers.size() - more);
        one.text = fmt::format("{}, called by {}{}{}", symbol.name, fmt::join(callers, ", "),
                               more ? fmt::format(" and {} more", more) : "", where);
        one.function = symbol.callers.front();
      }
      evidence.push_back(std::move(one));
    }
  }
  return evidence;
}

}  // namespace isograde
