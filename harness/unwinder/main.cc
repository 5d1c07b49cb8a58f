// isograde-unwind PID: the native stacks of all threads of a process, as JSON on stdout.
//
// A program of its own, statically linked: the process that is graded must not have elfutils, nor
// the compression libraries that it needs, among its libraries, and machines that run isograde need
// not have them. Attaches by ptrace, reads, detaches; the process is as it was afterwards.
//
//   {"problem": "", "threads": [{"thread": 7, "state": "S", "frames": [
//       {"address": "0x7f...", "function": "f(int)", "file": "/src/a.c", "line": 3,
//        "library": "/lib/a.so", "signal": false}]}]}
//
// Frames innermost first. `line`: that of the call, for all but the innermost. `signal`: the frame
// was interrupted by a signal, whose handler is further in. What is not known is left out.
#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <fmt/format.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/own_limits.h"
#include "elf/demangled.h"
#include "elf/source_file.h"

// elfutils looks for a client of debug info servers at its start; a static program must not load
// anything, and none of this wants to talk to a network. (Linked with --wrap=dlopen.)
extern "C" void* __wrap_dlopen(const char*, int) { return nullptr; }

namespace {

using isograde::Demangled;
using isograde::SourceFile;

// See isograde-elf.
constexpr rlim_t kMostSeconds = 20;
constexpr rlim_t kMostBytes = 1ULL << 30;

constexpr std::size_t kMostFrames = 128;
constexpr std::size_t kMostThreads = 64;

// Where in the function that the symbol table knows it is: for code that was inlined into it, the
// place that calls it. A function's file and line belong together.
struct Place {
  std::string file;
  int line = 0;
};

Place InlinedAt(Dwfl_Module* module, Dwarf_Addr pc) {
  Place place;
  Dwarf_Addr bias = 0;
  Dwarf_Die* const unit = dwfl_module_addrdie(module, pc, &bias);
  Dwarf_Die* scopes = nullptr;
  const int count = unit ? dwarf_getscopes(unit, pc - bias, &scopes) : 0;
  for (int i = 0; i < count && dwarf_tag(&scopes[i]) != DW_TAG_subprogram; ++i) {
    if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine) continue;
    Dwarf_Attribute attribute;
    Dwarf_Word file = 0, line = 0;
    Dwarf_Files* files = nullptr;
    if (dwarf_formudata(dwarf_attr(&scopes[i], DW_AT_call_file, &attribute), &file) != 0 ||
        dwarf_formudata(dwarf_attr(&scopes[i], DW_AT_call_line, &attribute), &line) != 0 ||
        dwarf_getsrcfiles(unit, &files, nullptr) != 0)
      continue;
    const std::string name = SourceFile(dwarf_filesrc(files, file, nullptr, nullptr), unit);
    if (!name.empty()) place = {name, static_cast<int>(line)};
  }
  std::free(scopes);
  return place;
}

struct Walk {
  Dwfl* session;
  nlohmann::json frames = nlohmann::json::array();
};

int OnFrame(Dwfl_Frame* frame, void* argument) {
  auto& walk = *static_cast<Walk*>(argument);
  Dwarf_Addr pc = 0;
  bool exact = false;  // interrupted here, rather than waiting for a call to return
  if (!dwfl_frame_pc(frame, &pc, &exact)) return DWARF_CB_ABORT;
  const Dwarf_Addr place = exact ? pc : pc - 1;
  nlohmann::json entry = {{"address", fmt::format("{:#x}", pc)}};
  if (exact && !walk.frames.empty()) entry["signal"] = true;
  if (Dwfl_Module* module = dwfl_addrmodule(walk.session, place)) {
    if (const char* library =
            dwfl_module_info(module, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr))
      entry["library"] = library;
    if (const char* symbol = dwfl_module_addrname(module, place))
      entry["function"] = Demangled(symbol);
    if (Dwfl_Line* line = dwfl_module_getsrc(module, place)) {
      int number = 0;
      if (const char* file = dwfl_lineinfo(line, nullptr, &number, nullptr, nullptr, nullptr)) {
        const Place outer = InlinedAt(module, place);
        Dwarf_Addr bias = 0;
        entry["file"] =
            outer.line ? outer.file : SourceFile(file, dwfl_module_addrdie(module, place, &bias));
        entry["line"] = outer.line ? outer.line : number;
      }
    }
  }
  walk.frames.push_back(std::move(entry));
  return walk.frames.size() < kMostFrames ? DWARF_CB_OK : DWARF_CB_ABORT;
}

// "R" runs, "S" sleeps, "D" waits for a device, ... as it was before it was stopped to be read.
std::string StateOf(pid_t process, pid_t thread) {
  std::ifstream file(fmt::format("/proc/{}/task/{}/stat", process, thread));
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto after_name = text.rfind(')');
  return after_name == std::string::npos || after_name + 2 >= text.size()
             ? ""
             : text.substr(after_name + 2, 1);
}

struct Stacks {
  pid_t process;
  Dwfl* session;
  nlohmann::json threads = nlohmann::json::array();
  bool any_frames = false;
  std::string problem{};  ///< of a thread without any
};

int OnThread(Dwfl_Thread* thread, void* argument) {
  auto& stacks = *static_cast<Stacks*>(argument);
  const pid_t id = dwfl_thread_tid(thread);
  Walk walk{stacks.session};
  const std::string state = StateOf(stacks.process, id);
  // That is when it is attached to.
  const int error = dwfl_thread_getframes(thread, OnFrame, &walk);
  stacks.any_frames |= !walk.frames.empty();
  if (error < 0 && walk.frames.empty() && stacks.problem.empty()) stacks.problem = dwfl_errmsg(-1);
  stacks.threads.push_back({{"thread", id}, {"state", state}, {"frames", std::move(walk.frames)}});
  return stacks.threads.size() < kMostThreads ? DWARF_CB_OK : DWARF_CB_ABORT;
}

nlohmann::json Unwind(pid_t process) {
  static char* debug_path = nullptr;
  static const Dwfl_Callbacks callbacks = {.find_elf = dwfl_linux_proc_find_elf,
                                           .find_debuginfo = dwfl_standard_find_debuginfo,
                                           .section_address = nullptr,
                                           .debuginfo_path = &debug_path};
  const std::unique_ptr<Dwfl, void (*)(Dwfl*)> session(dwfl_begin(&callbacks), dwfl_end);
  nlohmann::json result = {{"problem", ""}, {"threads", nlohmann::json::array()}};
  if (!session) {
    result["problem"] = dwfl_errmsg(-1);
    return result;
  }
  if (const int error = dwfl_linux_proc_report(session.get(), process); error != 0) {
    result["problem"] = dwfl_errmsg(-1);
    return result;
  }
  dwfl_report_end(session.get(), nullptr, nullptr);
  if (const int error = dwfl_linux_proc_attach(session.get(), process, false); error != 0) {
    result["problem"] = error > 0 ? std::strerror(error) : dwfl_errmsg(-1);
    return result;
  }
  Stacks stacks{process, session.get()};
  if (dwfl_getthreads(session.get(), OnThread, &stacks) < 0 && stacks.threads.empty())
    result["problem"] = dwfl_errmsg(-1);
  if (!stacks.any_frames && !stacks.problem.empty()) result["problem"] = stacks.problem;
  result["threads"] = std::move(stacks.threads);
  return result;
}

}  // namespace

int main(int count, char** words) {
  const int process = count == 2 ? std::atoi(words[1]) : 0;
  if (process <= 0) {
    std::cerr << "usage: isograde-unwind PID\n";
    return 2;
  }
  isograde::LimitOwnUse(kMostSeconds, kMostBytes);
  std::cout << Unwind(process).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
            << "\n";
  return 0;
}
