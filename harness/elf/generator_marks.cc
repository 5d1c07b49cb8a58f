#include "elf/generator_marks.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <set>
#include <string_view>
#include <utility>

#include "elf/image.h"
#include "elf/nearest.h"

namespace isograde {
namespace {

/// A string of a library: whole, its beginning, its end, or anywhere, for those of languages that
/// put no zero behind them.
struct Mark {
  enum class Is { kWhole, kBeginning, kEnd, kPart };
  std::string_view text;
  Is is = Is::kWhole;
};
constexpr Mark::Is kBeginning = Mark::Is::kBeginning, kEnd = Mark::Is::kEnd,
                   kPart = Mark::Is::kPart;

constexpr std::size_t kMarksNeeded = 2;

/// What begins so, and goes on with a digit, tells the version.
struct VersionMark {
  std::string_view before;
  std::string_view words;  ///< in front of it, where it is no release's: "internals "
};

struct GeneratorMarks {
  std::string_view name;
  std::vector<Mark> marks;
  VersionMark version{};
  /// Of the runtime that comes with it, which has these strings too, and makes a module by itself.
  bool makes_no_module = false;
};

// Names of symbols stand among the strings: in .dynstr, which no stripping takes away.
const std::vector<GeneratorMarks>& Table() {
  static const std::vector<GeneratorMarks> table = {
      {.name = "Cython",
       .marks = {{"cython_runtime"},
                 {"_cython_0_", kBeginning},
                 {"_cython_3_", kBeginning},
                 {"__pyx_module_is_main_", kBeginning},
                 {"Interpreter change detected - this module can only be loaded into one "
                  "interpreter per process."},
                 {"has already been imported. Re-initialisation is not supported.", kEnd}},
       .version = {"_cython_", ""}},
      {.name = "nanobind",
       .marks = {{"nb_internals"},
                 {"nanobind.nb_meta"},
                 {"nanobind.nb_func"},
                 {"nanobind.nb_method"},
                 {"nanobind: ", kBeginning},
                 {"nanobind::detail::", kBeginning},
                 {"_ZN8nanobind6detail", kBeginning},
                 {"libnanobind", kBeginning}},
       .version = {"__nb_internals_v", "internals "}},
      {.name = "pybind11",
       .marks = {{"__pybind11_internals_v", kBeginning},
                 {"pybind11_builtins"},
                 {"pybind11_object"},
                 {"pybind11_static_property"},
                 {"pybind11_type"},
                 {"Python version mismatch: module was compiled for Python", kBeginning}},
       .version = {"__pybind11_internals_v", "internals "}},
      {.name = "PyO3",
       .marks = {{"PyO3 modules do not yet support subinterpreters", kPart},
                 {"PyO3 modules compiled for CPython 3.8 or older", kPart},
                 {"pyo3_runtime.PanicException", kPart},
                 {"PyO3 is resuming a panic after fetching a PanicException", kPart},
                 {"/pyo3-0.", kPart}},
       .version = {"/pyo3-", ""}},
      {.name = "mypyc",
       .marks = {{"__mypyc", kEnd},
                 {"__mypyc.", kPart},
                 {"CPyStatics"},
                 {"CPyStatic_", kBeginning},
                 {"CPyModule_", kBeginning}}},
      {.name = "cffi",
       .marks = {{"_cffi_backend"}, {"_init_cffi_1_0_external_module"}},
       .makes_no_module = true},
      {.name = "SWIG",
       .marks =
           {{"swig_runtime_data", kBeginning}, {"SwigPyObject"}, {"SwigPyPacked"}, {"swigvarlink"}},
       .version = {"swig_runtime_data", "runtime "}},
      {.name = "Boost.Python",
       .marks = {{"_ZN5boost6python6detail11init_module", kBeginning},
                 {"libboost_python", kBeginning},
                 {"Boost.Python.class"},
                 {"Boost.Python.function"},
                 {"Boost.Python.instance"}},
       .version = {".so.", ""}},
  };
  return table;
}

struct Found {
  std::set<std::string_view> marks{};
  std::set<std::uint64_t> places{};
  std::string version{};
};

bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// "3_1_4", "0.29.3/src", "11_system": the numbers, with dots, and what a pre-release adds.
std::string VersionAt(std::string_view text) {
  std::string version;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool parts = text[i] == '_' || text[i] == '.';
    if (parts ? i + 1 == text.size() || !IsDigit(text[i + 1]) : !IsDigit(text[i])) break;
    version += parts ? '.' : text[i];
  }
  const std::string_view rest = text.substr(version.size());
  for (const std::string_view stage : {"a", "b", "rc"}) {
    if (!rest.starts_with(stage) || rest.size() <= stage.size() || !IsDigit(rest[stage.size()]))
      continue;
    version += stage;
    for (std::size_t i = stage.size(); i < rest.size() && IsDigit(rest[i]); ++i) version += rest[i];
  }
  return version;
}

// Where in a string a mark is; npos: it is not.
std::size_t PlaceOf(const Mark& mark, std::string_view text) {
  constexpr std::size_t kNone = std::string_view::npos;
  switch (mark.is) {
    case Mark::Is::kWhole:
      return text == mark.text ? 0 : kNone;
    case Mark::Is::kBeginning:
      return text.starts_with(mark.text) ? 0 : kNone;
    case Mark::Is::kEnd:
      return text.ends_with(mark.text) ? 0 : kNone;
    case Mark::Is::kPart:
      break;
  }
  return text.find(mark.text);
}

void Note(const GeneratorMarks& generator, std::string_view text, std::uint64_t address,
          Found& found) {
  for (const Mark& mark : generator.marks) {
    const std::size_t place = PlaceOf(mark, text);
    if (place == std::string_view::npos) continue;
    found.marks.insert(mark.text);
    found.places.insert(address + place);
    const std::string_view before = generator.version.before;
    const std::size_t tells = before.empty() ? before.npos : text.find(before, place);
    const std::string version =
        tells == before.npos ? "" : VersionAt(text.substr(tells + before.size()));
    if (found.version.empty() && !version.empty())
      found.version = std::string(generator.version.words) + version;
  }
}

// Every string of a library that is loaded with it, of the lengths that any mark has.
void EachString(const Image& image,
                const std::function<void(std::string_view, std::uint64_t)>& function) {
  constexpr std::size_t kShortest = 6;
  for (const Image::Section& section : image.sections()) {
    if (section.is_code || !section.bytes) continue;
    const std::string_view bytes(reinterpret_cast<const char*>(section.bytes), section.size);
    for (std::size_t begin = 0; begin < bytes.size();) {
      const std::size_t end = std::min(bytes.find('\0', begin), bytes.size());
      if (end - begin >= kShortest)
        function(bytes.substr(begin, end - begin), section.address + begin);
      begin = end + 1;
    }
  }
}

bool MakesModules(const Image& image) {
  return std::any_of(image.imports().begin(), image.imports().end(), [](const std::string& name) {
    return name.starts_with("PyModule_Create") || name.starts_with("PyModuleDef_Init") ||
           name.starts_with("PyModule_FromDefAndSpec");
  });
}

}  // namespace

Generator GeneratorOf(const LibraryFile& library, const std::vector<std::string>& hooks) {
  const Image image(library);
  std::vector<Found> found(Table().size());
  EachString(image, [&](std::string_view text, std::uint64_t address) {
    for (std::size_t i = 0; i < found.size(); ++i) Note(Table()[i], text, address, found[i]);
  });
  std::vector<std::size_t> candidates;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool only_runs_it = Table()[i].makes_no_module && MakesModules(image);
    if (found[i].marks.size() >= kMarksNeeded && !only_runs_it) candidates.push_back(i);
  }
  if (candidates.empty()) return {};
  std::size_t chosen = candidates.front();
  if (candidates.size() > 1) {
    std::vector<std::set<std::uint64_t>> places;
    for (const std::size_t i : candidates) places.push_back(found[i].places);
    if (const auto nearest = NearestTo(image, hooks, places)) chosen = candidates[*nearest];
  }
  return {std::string(Table()[chosen].name), found[chosen].version};
}

}  // namespace isograde
