#include "checklist/blame.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>

#include "base/file_name.h"
#include "checklist/break_site.h"
#include "checklist/declaration.h"

namespace isograde {
namespace {

constexpr std::size_t kFramesTold = 40;
constexpr std::size_t kThreadsTold = 8;

// The folder of the top-level package that a module's file lies in: of a.b.c in /x/a/b/c.so, /x/a.
// Empty: it is in none.
std::string PackageFolder(const OwnExtension& extension) {
  const auto depth = std::count(extension.name.begin(), extension.name.end(), '.');
  if (depth == 0 || extension.file.empty()) return {};
  std::filesystem::path folder = std::filesystem::path(extension.file).parent_path();
  for (auto left = depth; left > 1; --left) folder = folder.parent_path();
  return folder.string();
}

// Its own file, those of its package's other extension modules, and what lies in the package's
// folder or in the one beside it that wheels put their libraries into (a.libs).
bool IsOwnLibrary(const std::string& library, const Observations& seen) {
  if (library.empty()) return false;
  if (!seen.target.file.empty() && IsSameFile(library, seen.target.file)) return true;
  const auto own = seen[experiments::kAlone].First<OwnExtensions>();
  if (!own) return false;
  return std::any_of(own->modules.begin(), own->modules.end(), [&](const OwnExtension& one) {
    const std::string folder = PackageFolder(one);
    return (!one.file.empty() && IsSameFile(library, one.file)) ||
           (!folder.empty() &&
            (library.starts_with(folder + "/") || library.starts_with(folder + ".libs/")));
  });
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

bool BrokeInOwnCode(const Record& record, const Observations& seen) {
  const StackFrame* const frame = FaultingFrame(record);
  return record.ending == Ending::kSignalled && frame && IsOwnLibrary(frame->library, seen);
}

bool HasOwnFrame(const Record& record, const Observations& seen) {
  const ThreadStack* const stack = FaultingStack(record);
  return stack &&
         Find(*stack, [&](const StackFrame& frame) { return IsOwnLibrary(frame.library, seen); });
}

Blame BlameFor(const Record& record, const Observations& seen) {
  const PostMortem& post_mortem = record.post_mortem;
  Blame blame;
  if (!post_mortem.problem.empty()) {
    blame.words = post_mortem.problem;
    blame.evidence.push_back({.text = post_mortem.problem});
    if (!post_mortem.python.empty()) blame.evidence.front().python = post_mortem.python;
    return blame;
  }
  if (post_mortem.threads.empty()) return blame;
  const ThreadStack* guilty = nullptr;
  const StackFrame* own = nullptr;
  for (const ThreadStack& stack : post_mortem.threads) {
    if (own) break;
    own = Find(stack, [&](const StackFrame& frame) { return IsOwnLibrary(frame.library, seen); });
    if (own) guilty = &stack;
    if (post_mortem.thread != 0) break;  // of a crash, no other thread's
  }
  if (!guilty) guilty = &post_mortem.threads.front();
  const StackFrame* named = own;
  if (!named) {
    named = Find(*guilty, [](const StackFrame& frame) {
      return ActsByItself(frame) && !frame.function.empty();
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
