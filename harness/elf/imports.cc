#include "elf/imports.h"

#include <algorithm>
#include <set>

#include "elf/demangled.h"
#include "elf/image.h"
#include "elf/reach.h"

namespace isograde {
namespace {

// Of the functions by which CPython initialises a module, the longer ones first.
constexpr std::string_view kHooks[] = {"PyModExportU_", "PyModExport_", "PyInitU_", "PyInit_"};

// Name of the module that a symbol initialises, as it stands in there; empty: none.
std::string_view ModuleOf(const Image::Symbol& symbol) {
  const std::string_view name = symbol.name;
  for (const std::string_view hook : kHooks) {
    if (symbol.is_function && name.starts_with(hook)) return name.substr(hook.size());
  }
  return {};
}

std::size_t CountModules(const Image& image) {
  std::set<std::string_view> modules;
  for (const Image::Symbol& symbol : image.exports()) {
    if (const std::string_view module = ModuleOf(symbol); !module.empty()) modules.insert(module);
  }
  return modules.size();
}

/// The functions that symbols name, by address.
class NamedFunctions {
 public:
  explicit NamedFunctions(const Image& image) {
    for (const Image::Symbol& symbol : image.symbols()) {
      if (symbol.is_function && symbol.size > 0) functions_.push_back(&symbol);
    }
    std::stable_sort(
        functions_.begin(), functions_.end(),
        [](const Image::Symbol* a, const Image::Symbol* b) { return a->address < b->address; });
  }

  /// Names of those around these places, demangled.
  std::vector<std::string> Around(const std::set<std::uint64_t>& places) const {
    std::set<const Image::Symbol*> around;
    for (const std::uint64_t place : places) {
      const auto after = std::upper_bound(
          functions_.begin(), functions_.end(), place,
          [](std::uint64_t wanted, const Image::Symbol* one) { return wanted < one->address; });
      if (after == functions_.begin()) continue;
      const Image::Symbol* const function = *std::prev(after);
      if (place - function->address < function->size) around.insert(function);
    }
    std::set<std::string> names;
    for (const Image::Symbol* function : around) names.insert(Demangled(function->name));
    return {names.begin(), names.end()};
  }

 private:
  std::vector<const Image::Symbol*> functions_;
};

std::vector<std::uint64_t> BeginningsIn(const Image& image, const std::vector<std::string>& hooks) {
  std::vector<std::uint64_t> beginnings;
  for (const Image::Symbol& symbol : image.exports()) {
    if (std::find(hooks.begin(), hooks.end(), symbol.name) != hooks.end())
      beginnings.push_back(symbol.address);
  }
  return beginnings;
}

}  // namespace

Imports ImportsOf(const LibraryFile& library, const std::vector<std::string_view>& prefixes,
                  const std::vector<std::string>& hooks) {
  const Image image(library);
  const std::vector<std::uint64_t> beginnings = BeginningsIn(image, hooks);
  Imports imports;
  const std::size_t modules = hooks.empty() ? 0 : CountModules(image);
  if (modules > 1 && !ReadsCodeOf(image.machine())) {
    imports.whole_because = "the code of this machine is not read";
  } else if (modules > 1 && beginnings.empty()) {
    imports.whole_because = "none of them begins with " + hooks.front();
  }
  const bool is_whole = modules < 2 || !imports.whole_because.empty();
  Reach reach(image);
  if (is_whole) {
    reach.ThroughAllCode();
  } else {
    for (const std::uint64_t address : beginnings) reach.From(address);
    reach.FromLoading();
  }
  const NamedFunctions functions(image);
  const std::set<std::string> names(image.imports().begin(), image.imports().end());
  for (const std::string& name : names) {
    const auto used = reach.imports().find(name);
    const bool is_wanted =
        std::any_of(prefixes.begin(), prefixes.end(),
                    [&](std::string_view prefix) { return name.starts_with(prefix); });
    if (!is_wanted || (!is_whole && used == reach.imports().end())) continue;
    ImportedSymbol& symbol = imports.symbols.emplace_back(ImportedSymbol{.name = name});
    if (used != reach.imports().end()) symbol.callers = functions.Around(used->second);
  }
  return imports;
}

}  // namespace isograde
