// isograde-elf variables FILE: which static variables lie at places in a library, as JSON.
// isograde-elf imports FILE [FUNCTION...]: what it wants of CPython, and which of its functions use
// that; of several modules in it, the one that begins with these functions.
// isograde-elf generator FILE [FUNCTION...]: what wrote the module that begins with these.
//
// A program of its own, statically linked, for the reasons that isograde-unwind has, and one more:
// what a broken or hostile file does to elfutils, it does to this process alone.
//
// `variables` reads from stdin a JSON array of StaticPlace. To stdout: {"variables": [...]}, one
// for each place, as StaticVariable; {"imports": [...], "whole_because": "..."}, as Imports;
// {"generator": {...}}, as Generator; or {"problem": "one sentence"}.
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/own_limits.h"
#include "elf/generator_marks.h"
#include "elf/imports.h"
#include "elf/library.h"
#include "elf/variables.h"

// As in isograde-unwind: no client of debug info servers.
extern "C" void* __wrap_dlopen(const char*, int) { return nullptr; }

namespace {

using namespace isograde;

// Seconds of CPU, and bytes: what a large library's debug information takes, several times over;
// files that are mapped to be read do not count.
constexpr rlim_t kMostSeconds = 20;
constexpr rlim_t kMostBytes = 1ULL << 30;

nlohmann::json Variables(const LibraryFile& library) {
  const auto places = nlohmann::json::parse(std::cin).get<std::vector<StaticPlace>>();
  return {{"variables", VariablesAt(library, places)}};
}

nlohmann::json ImportsIn(const LibraryFile& library, const std::vector<std::string>& hooks) {
  const Imports imports = ImportsOf(library, {"Py", "_Py"}, hooks);
  return {{"imports", imports.symbols}, {"whole_because", imports.whole_because}};
}

}  // namespace

int main(int count, char** words) {
  const std::string what = count >= 3 ? words[1] : "";
  const bool takes_functions = what == "imports" || what == "generator";
  if (!takes_functions && (what != "variables" || count != 3)) {
    std::cerr << "usage: isograde-elf variables FILE <PLACES\n"
                 "       isograde-elf imports FILE [FUNCTION...]\n"
                 "       isograde-elf generator FILE [FUNCTION...]\n";
    return 2;
  }
  isograde::LimitOwnUse(kMostSeconds, kMostBytes);
  nlohmann::json answer;
  try {
    const LibraryFile library(words[2]);
    const std::vector<std::string> functions(words + 3, words + count);
    answer = what == "imports"     ? ImportsIn(library, functions)
             : what == "generator" ? nlohmann::json{{"generator", GeneratorOf(library, functions)}}
                                   : Variables(library);
  } catch (const std::exception& error) {
    answer = {{"problem", error.what()}};
  }
  std::cout << answer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  return 0;
}
