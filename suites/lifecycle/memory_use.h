#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace isograde {

/// One way to measure what a process holds.
struct Gauge {
  std::string name;       ///< "blocks", "malloc-bytes", "references", "anonymous-kib"
  std::string words;      ///< for a sentence: "memory blocks of Python's allocator"
  double noticeable = 0;  ///< growth per cycle below which nothing is said
  bool exact = false;     ///< counts, rather than samples: no growth can be told from it
  /// Growth per interpreter with no extension beyond which CPython itself does not give back what
  /// grows with every module.
  double usual = 0;
};

/// The gauges that this process has: Python's blocks (sys.getallocatedblocks, which counts what
/// ended interpreters left behind since 3.12), glibc's malloc (mallinfo2), on debug builds Python's
/// references (sys.gettotalrefcount), and the proportional set size that Linux tells.
const std::vector<Gauge>& Gauges();

/// What they show now, in the order of Gauges(). In the main interpreter.
std::vector<double> ReadGauges();

}  // namespace isograde
