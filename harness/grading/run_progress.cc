#include "grading/run_progress.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/progress.h"
#include "checklist/subject.h"

namespace isograde {
namespace {

constexpr std::size_t kNamesShown = 3;

// What is known of the end is not worth more than this.
std::string Rounded(double seconds) {
  if (seconds < 10) return "a few seconds";
  if (seconds < 90) return fmt::format("about {} s", 5 * std::lround(seconds / 5));
  return fmt::format("about {} min", std::lround(seconds / 60));
}

// Of one target its experiments, of several the targets.
std::string Names(const std::vector<std::string>& running, bool of_one) {
  std::vector<std::string> names;
  for (const std::string& key : running) {
    const std::size_t first = key.find('/'), last = key.rfind('/');
    if (first == std::string::npos) continue;
    std::string name = of_one ? key.substr(last + 1) : key.substr(0, first);
    if (name == ControlSubject().target.name) name = "control";
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  const std::size_t shown = std::min(names.size(), kNamesShown);
  names.resize(shown);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

void RunProgress::Graded(std::size_t done, std::size_t all) {
  graded_ = done;
  all_ = all;
}

std::string RunProgress::Text(int done, int queued, const std::vector<std::string>& running,
                              std::chrono::duration<double> spent) const {
  const bool of_one = all_ <= 1;
  std::string text = of_one ? fmt::format("{} of {} experiments", done, queued)
                            : fmt::format("{} of {} graded", graded_, all_);
  if (const std::string names = Names(running, of_one); !names.empty()) text += ": " + names;
  // Experiments follow from others: how many there are of a target is known when it is half done.
  const double share = of_one ? static_cast<double>(done) / std::max(queued, 1)
                              : static_cast<double>(graded_) / static_cast<double>(all_);
  if (share > 0 && share < 1 && spent.count() > 1 && (!of_one || 2 * done > queued))
    text += fmt::format("; {} left", Rounded(spent.count() * (1 - share) / share));
  return text;
}

void RunProgress::Show(int done, int queued, const std::vector<std::string>& running) const {
  Progress::Show(Text(done, queued, running, std::chrono::steady_clock::now() - start_));
}

}  // namespace isograde
