#include "bench/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "bench/climb_text.h"
#include "report/words.h"

namespace isograde {
namespace {

// Of a sum, what is too little to be told.
constexpr double kNoticed = 0.01;
// Of many rows, so many are named.
constexpr std::size_t kNamed = 3;

std::string HeapText(const BenchRow& memory) {
  if (!memory.counters.contains("python_heap_bytes")) return "";
  return fmt::format(" ({} of it Python's heap)", BytesText(memory.Counter("python_heap_bytes")));
}

class Teller {
 public:
  Teller(const BenchResults& results, const Style& style) : results_(results), style_(style) {}

  std::string Tell() {
    Noise();
    StartupFiles();
    for (const BenchRow& row : results_.rows) {
      const std::vector<std::string> parts = Split(row.name, '/');
      if (parts.size() < 3 || parts[0] == "peer") continue;
      if (told_.insert({parts[1], parts[2]}).second) Interpreter(parts[1], parts[2]);
    }
    Peers();
    Problems();
    return text_;
  }

 private:
  void Noise() {
    const std::string noise = NoiseWarning(results_);
    if (!noise.empty())
      text_ += style_.Caution(noise + ", so differences below that tell nothing") + "\n\n";
  }

  void StartupFiles() {
    const std::vector<std::string> files = Split(results_.Context("startup_files"), ',');
    if (!files.empty())
      text_ += fmt::format(
          "every interpreter runs this startup code, as part of what it takes to create: "
          "{}\n\n",
          fmt::join(files, ", "));
  }

  const BenchRow* Of(const char* what, const std::string& load, const std::string& config) const {
    const BenchRow* const row = results_.Find(fmt::format("{}/{}/{}", what, load, config));
    return row && !row->real_s.empty() ? row : nullptr;
  }

  void Interpreter(const std::string& load, const std::string& config) {
    std::vector<std::string> told;
    const BenchRow* const memory = Of("memory", load, config);
    if (load == "nothing") {
      const BenchRow *const create = Of("create", load, config), *const end =
                                                                     Of("end", load, config);
      if (create) told.push_back(fmt::format("takes {} to create", TimeText(create->real())));
      if (end) told.push_back(fmt::format("{} to end", TimeText(end->real())));
      if (memory && memory->counters.contains("pss_bytes"))
        told.push_back(fmt::format("{} of memory while it lives{}",
                                   BytesText(memory->Counter("pss_bytes")), HeapText(*memory)));
      const BenchRow* const cycle = Of("cycle", load, config);
      if (cycle && cycle->counters.contains("growth_bytes"))
        told.push_back(fmt::format("leaves {} behind",
                                   BytesText(std::max(0.0, cycle->Counter("growth_bytes")))));
      if (!told.empty()) Line(style_.Bold(config), fmt::format("{}", fmt::join(told, ", ")));
    } else {
      Added(load, config, memory);
    }
    if (const std::string climb = ClimbText(results_, load, config); !climb.empty())
      Line("", climb);
    const bool used = results_.Find(fmt::format("first_use/{}/{}", load, config)) != nullptr;
    AtOnce("create_at_once",
           load == "nothing" ? "creating and ending"
           : used            ? "creating, importing, using and ending"
                             : "creating, importing and ending",
           load, config);
    AtOnce("use_at_once", "using", load, config);
  }

  void Added(const std::string& load, const std::string& config, const BenchRow* memory) {
    const BenchRow *const import = Of("import", load, config),
                          *const use = Of("first_use", load, config),
                          *const end = Of("end", load, config),
                          *const bare_end = Of("end", "nothing", config),
                          *const bare = Of("memory", "nothing", config);
    if (!import) return;
    double sum = import->real();
    std::string parts = fmt::format("import {}", TimeText(import->real()));
    if (use) {
      sum += use->real();
      parts += fmt::format(", first use {}", TimeText(use->real()));
    }
    if (end && bare_end) {
      const double more = std::max(0.0, end->real() - bare_end->real());
      sum += more;
      if (more > sum * kNoticed) parts += fmt::format(", end {} more", TimeText(more));
    }
    std::string line = fmt::format("adds {}", TimeText(sum));
    if (memory && bare && memory->counters.contains("pss_bytes") &&
        bare->counters.contains("pss_bytes"))
      line += fmt::format(" and {}", BytesText(std::max(0.0, memory->Counter("pss_bytes") -
                                                                 bare->Counter("pss_bytes"))));
    Line(style_.Bold(fmt::format("{}, {}", config, load)),
         fmt::format("{} to each interpreter ({})", line, parts));
  }

  void AtOnce(const char* what, const char* words, const std::string& load,
              const std::string& config) {
    const std::string prefix = fmt::format("{}/{}/{}/threads:", what, load, config);
    const BenchRow* const alone = results_.Find(prefix + "1");
    if (!alone || alone->real_s.empty()) return;
    std::vector<std::string> told;
    for (const BenchRow& row : results_.rows) {
      if (row.name == alone->name || !row.name.starts_with(prefix) || row.real_s.empty()) continue;
      told.push_back(fmt::format("{} threads {:.2f}", row.name.substr(prefix.size()),
                                 alone->real() / row.real()));
    }
    if (!told.empty())
      Line("",
           fmt::format("{} at once, throughput of one thread: {}", words, fmt::join(told, ", ")));
  }

  void Peers() {
    std::string line;
    for (const BenchRow& row : results_.rows) {
      if (!row.name.starts_with("peer/") || row.real_s.empty()) continue;
      line += fmt::format("{}{} {}", line.empty() ? "" : ", ", row.name.substr(5),
                          TimeText(row.real()));
      const double memory = row.Counter("pss_bytes");
      if (memory > 0) line += fmt::format(" ({})", BytesText(memory));
    }
    if (!line.empty())
      Line("in the same run",
           fmt::format("{}: started and ended, and the memory of one that lives", line));
  }

  // What was lost for the same reason is told once.
  void Problems() {
    std::vector<std::string> reasons;
    std::map<std::string, std::vector<std::string>> lost;
    for (const BenchRow& row : results_.rows) {
      if (row.problem.empty()) continue;
      std::vector<std::string>& names = lost[row.problem];
      if (names.empty()) reasons.push_back(row.problem);
      names.push_back(row.name);
    }
    for (const std::string& reason : reasons) {
      const std::vector<std::string>& names = lost[reason];
      Line(style_.Alarm(FirstOf(names)), reason);
    }
  }

  void Line(const std::string& head, const std::string& line) {
    text_ += head.empty() ? fmt::format("    {}\n", line) : fmt::format("{}: {}\n", head, line);
  }

  const BenchResults& results_;
  const Style& style_;
  std::set<std::pair<std::string, std::string>> told_;
  std::string text_;
};

}  // namespace

std::string TimeText(double seconds) {
  const double size = std::abs(seconds);
  if (size >= 1) return fmt::format("{:.3g} s", seconds);
  if (size >= 1e-3) return fmt::format("{:.3g} ms", seconds * 1e3);
  if (size >= 1e-6) return fmt::format("{:.3g} us", seconds * 1e6);
  return fmt::format("{:.3g} ns", seconds * 1e9);
}

std::string BytesText(double bytes) {
  if (std::abs(bytes) >= 1e6) return fmt::format("{:.1f} MB", bytes / 1e6);
  return fmt::format("{:.0f} kB", bytes / 1e3);
}

std::string FirstOf(const std::vector<std::string>& names) {
  const std::size_t shown = names.size() > kNamed + 1 ? kNamed : names.size();
  std::string text = fmt::format(
      "{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

std::string Summary(const BenchResults& results, const Style& style) {
  return Teller(results, style).Tell();
}

}  // namespace isograde
