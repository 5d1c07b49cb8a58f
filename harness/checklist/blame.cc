#include "checklist/blame.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>

#include "base/file_name.h"

namespace isograde {
namespace {

constexpr std::size_t kFramesTold = 40;
constexpr std::size_t kThreadsTold = 8;

bool SameFile(const std::string& one, const std::string& other) {
  if (one == other) return true;
  std::error_code ignored;
  return std::filesystem::equivalent(one, other, ignored);
}

// Of the C library, the loader and libstdc++: what they do is done for somebody.
bool IsOfTheSystem(const StackFrame& frame) {
  const std::string name = FileName(frame.library);
  constexpr std::string_view kNames[] = {"libc.so", "libpthread", "ld-linux", "libstdc++.so",
                                         "libm.so", "libgcc_s",   "libc-2",   "[vdso"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](std::string_view known) { return name.starts_with(known); });
}

// A harness's frame is on every stack, beyond all others.
bool IsOurs(const StackFrame& frame) { return FileName(frame.library).starts_with("_harness"); }

const StackFrame* Find(const ThreadStack& stack, auto&& wanted) {
  const auto found = std::find_if(stack.frames.begin(), stack.frames.end(), wanted);
  return found == stack.frames.end() ? nullptr : &*found;
}

Evidence Told(const PostMortem& post_mortem, const ThreadStack& stack) {
  Evidence evidence{.text = fmt::format("thread {}", stack.thread)};
  if (post_mortem.thread == stack.thread) evidence.text += ", which got the signal";
  if (const std::string waits = WaitsFor(stack); !waits.empty()) evidence.text += ", " + waits;
  for (const StackFrame& frame : stack.frames) {
    if (evidence.stack.size() == kFramesTold) break;
    const std::string library = FileName(frame.library);
    evidence.stack.push_back(frame.file.empty() || library.empty()
                                 ? Words(frame)
                                 : fmt::format("{} in {}", Words(frame), library));
  }
  return evidence;
}

}  // namespace

Blame BlameFor(const Record& record, const Target& target) {
  const PostMortem& post_mortem = record.post_mortem;
  Blame blame;
  if (!post_mortem.problem.empty()) {
    blame.evidence.push_back({.text = post_mortem.problem});
    return blame;
  }
  if (post_mortem.threads.empty()) return blame;
  const ThreadStack* guilty = nullptr;
  const StackFrame* own = nullptr;
  for (const ThreadStack& stack : post_mortem.threads) {
    if (own || target.file.empty()) break;
    own =
        Find(stack, [&](const StackFrame& frame) { return SameFile(frame.library, target.file); });
    if (own) guilty = &stack;
    if (post_mortem.thread != 0) break;  // of a crash, no other thread's
  }
  if (!guilty) guilty = &post_mortem.threads.front();
  const StackFrame* named = own;
  if (!named) {
    named = Find(*guilty, [](const StackFrame& frame) {
      return !IsOfTheSystem(frame) && !frame.function.empty();
    });
  }
  const std::string waits = post_mortem.thread == 0 ? WaitsFor(*guilty) : "";
  if (named && !IsOurs(*named)) {
    blame.words = fmt::format("in {}", Words(*named));
    if (!own) blame.words += fmt::format(", of {}", FileName(named->library));
    if (!waits.empty()) blame.words += ", which " + waits;
  }
  const auto tell = [&](const ThreadStack& stack) {
    blame.evidence.push_back(Told(post_mortem, stack));
  };
  tell(*guilty);
  if (named) {
    blame.evidence.front().function = named->function;
    blame.evidence.front().file = named->file;
    blame.evidence.front().line = named->line;
  }
  if (!post_mortem.python.empty()) blame.evidence.front().python = post_mortem.python;
  for (const ThreadStack& stack : post_mortem.threads) {
    if (&stack != guilty && blame.evidence.size() < kThreadsTold) tell(stack);
  }
  return blame;
}

}  // namespace isograde
