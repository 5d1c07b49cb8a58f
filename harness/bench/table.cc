#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/statistics.h"
#include "bench/speed.h"
#include "bench/text.h"
#include "report/words.h"

namespace isograde {
namespace {

std::string TimeCell(const BenchRow* row) {
  if (!row) return "";
  if (row->real_s.empty()) return row->problem.empty() ? "" : "failed";
  const double middle = row->real();
  const double spread = (Quantile(row->real_s, 0.75) - Quantile(row->real_s, 0.25)) / 2;
  return fmt::format("{} ±{:.0f} %{}", TimeText(middle), middle > 0 ? spread / middle * 100 : 0,
                     row->problem.empty() ? "" : ", then failed");
}

std::string BytesCell(const BenchRow* row, const char* counter) {
  return row && row->counters.contains(counter) ? BytesText(row->Counter(counter)) : "";
}

std::string Line(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string Head(const std::vector<std::string>& cells) {
  std::string line = Line(cells) + "|";
  for (std::size_t i = 0; i < cells.size(); ++i) line += "---|";
  return line + "\n";
}

std::string Python(const BenchResults& run) {
  return run.Context("cpython") + (run.Context("python_debug") == "true" ? " debug" : "");
}

std::string Interpreters(const std::vector<BenchResults>& runs) {
  std::string text = Head({"CPython", "config", "create", "end", "PSS", "private dirty",
                           "of it Python's heap", "left behind by a cycle"});
  for (const BenchResults& run : runs) {
    for (const std::string& config : Split(run.Context("configs"), ',')) {
      const auto row = [&](const char* what) {
        return run.Find(fmt::format("{}/nothing/{}", what, config));
      };
      text += Line(
          {Python(run), config, TimeCell(row("create")), TimeCell(row("end")),
           BytesCell(row("memory"), "pss_bytes"), BytesCell(row("memory"), "private_dirty_bytes"),
           BytesCell(row("memory"), "python_heap_bytes"), BytesCell(row("cycle"), "growth_bytes")});
    }
  }
  return text;
}

std::string Loads(const std::vector<BenchResults>& runs) {
  std::string text = Head({"CPython", "loaded", "config", "first import", "import", "re-import",
                           "first use", "end", "PSS"});
  bool any = false;
  for (const BenchResults& run : runs) {
    for (const std::string& load : Split(run.Context("targets"), ',')) {
      for (const std::string& config : Split(run.Context("configs"), ',')) {
        const auto row = [&](const char* what) {
          return run.Find(fmt::format("{}/{}/{}", what, load, config));
        };
        any = true;
        text +=
            Line({Python(run), load, config, TimeCell(row("first_import")), TimeCell(row("import")),
                  TimeCell(row("reimport")), TimeCell(row("first_use")), TimeCell(row("end")),
                  BytesCell(row("memory"), "pss_bytes")});
      }
    }
  }
  return any ? "\n" + text : "";
}

std::string Peers(const std::vector<BenchResults>& runs) {
  std::vector<std::string> names;
  for (const BenchResults& run : runs) {
    for (const BenchRow& row : run.rows) {
      const bool known = std::find(names.begin(), names.end(), row.name) != names.end();
      if (row.name.starts_with("peer/") && !known) names.push_back(row.name);
    }
  }
  if (names.empty()) return "";
  std::vector<std::string> head = {"peer, started and ended"};
  for (const BenchResults& run : runs) head.push_back(Python(run));
  std::string text = "\n" + Head(head);
  for (const std::string& name : names) {
    std::vector<std::string> cells = {name.substr(5)};
    for (const BenchResults& run : runs) {
      const BenchRow* const row = run.Find(name);
      const std::string memory = BytesCell(row, "pss_bytes");
      cells.push_back(TimeCell(row) + (memory.empty() ? "" : ", " + memory));
    }
    text += Line(cells);
  }
  return text;
}

// Of what machine the times are, and how fast that was in truth.
std::string Speeds(const std::vector<BenchResults>& runs) {
  const std::vector<double> common = CommonSpeeds(runs);
  std::vector<std::string> machines, were;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (common[i] <= 0) continue;
    const std::string time = TimeText(common[i]);
    if (std::find(machines.begin(), machines.end(), time) == machines.end())
      machines.push_back(time);
    const std::vector<double> took = ReferencesOf(runs[i]);
    were.push_back(fmt::format("{} {} ({} to {})", Python(runs[i]), TimeText(Quantile(took, 0.5)),
                               TimeText(Quantile(took, 0.25)), TimeText(Quantile(took, 0.75))));
  }
  if (were.empty()) return "";
  return fmt::format(
      "\nTimes are given as on a machine that always takes {} for the reference work. Beside what "
      "was "
      "timed, it took (median, quartiles): {}.\n",
      fmt::join(machines, ", another "), fmt::join(were, ", "));
}

}  // namespace

std::string BenchTables(const std::vector<BenchResults>& runs) {
  return Interpreters(runs) + Loads(runs) + Peers(runs) + Speeds(runs);
}

}  // namespace isograde
