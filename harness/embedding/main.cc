// isograde-embed LIBPYTHON ROUNDS RESULTS BOARD STAGE WORDS: initialises CPython, runs a piece of
// Python and finalises, ROUNDS times in one process, as a program that embeds Python may.
//
//   LIBPYTHON   the shared library, loaded at run time
//   RESULTS     descriptor of a sandboxed child's results: frames as the child's Channel writes
//               them
//   BOARD       descriptor of its StageBoard
//   STAGE WORDS each round's stage: its id, and its words
//
// The piece is read from stdin; `isograde_round` is bound to the number of the round, and
// `isograde_results` to the descriptor. Python's paths come from the environment (PYTHONHOME,
// PYTHONPATH). Exit code 0, or 3 where the library has not what it takes.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <string>

#include "sandbox/crash_handler.h"
#include "sandbox/stage_board.h"

namespace {

void NothingToDump() {}

template <typename Function>
Function* Symbol(void* library, const char* name) {
  auto* const found = reinterpret_cast<Function*>(dlsym(library, name));
  if (!found) {
    std::cerr << "isograde-embed: no " << name << "\n";
    std::exit(3);
  }
  return found;
}

}  // namespace

int main(int count, char** words) {
  if (count != 7) {
    std::cerr << "usage: isograde-embed LIBPYTHON ROUNDS RESULTS BOARD STAGE WORDS\n";
    return 2;
  }
  void* const library = dlopen(words[1], RTLD_NOW | RTLD_GLOBAL);
  if (!library) {
    std::cerr << "isograde-embed: " << dlerror() << "\n";
    return 3;
  }
  const int rounds = std::atoi(words[2]);
  isograde::StageBoard board(std::atoi(words[4]));
  isograde::HoldOnCrash(board, NothingToDump);
  auto* const initialize = Symbol<void(int)>(library, "Py_InitializeEx");
  auto* const finalize = Symbol<int()>(library, "Py_FinalizeEx");
  auto* const run = Symbol<int(const char*)>(library, "PyRun_SimpleString");
  const std::string code((std::istreambuf_iterator<char>(std::cin)), {});
  for (int round = 1; round <= rounds; ++round) {
    board.Begin({.id = words[5], .words = words[6]}, -1, "round " + std::to_string(round));
    initialize(0);
    const std::string head =
        "isograde_round = " + std::to_string(round) + "\nisograde_results = " + words[3] + "\n";
    run((head + code).c_str());
    finalize();
  }
  const std::string closing = R"({"closing":true})";
  const auto length = static_cast<std::uint32_t>(closing.size());
  std::string frame(reinterpret_cast<const char*>(&length), sizeof length);
  frame += closing;
  if (write(std::atoi(words[3]), frame.data(), frame.size()) < 0) return 97;
  return 0;
}
