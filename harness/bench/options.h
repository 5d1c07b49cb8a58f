#pragma once

#include <string>
#include <vector>

namespace isograde {

/// What `isograde bench` is told besides targets and configs.
struct BenchOptions {
  bool together = false;
  int climb = 16;            ///< interpreters alive at once, at most
  std::vector<int> threads;  ///< empty: 1, 2 ... up to twice the cores
  bool no_peers = false;
  int repetitions = 0;                ///< of each benchmark; 0: as many as it has by itself
  double timeout_s = 60;              ///< of one process that measures; a climb has more
  std::string charts;                 ///< folder
  std::string table;                  ///< file, for tables in Markdown
  std::vector<std::string> files;     ///< earlier results, to be read instead of measuring
  std::vector<std::string> compared;  ///< two files
  double max_regression = 10;         ///< percent
  double alpha = 0.05;
  std::vector<std::string> google;  ///< Google Benchmark's own flags
};

}  // namespace isograde
