#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_fields.h"

namespace isograde {

/// One way to measure what a process holds.
struct Gauge {
  std::string name;       ///< "blocks", "malloc-bytes", "references", "mapped-kib"
  std::string words;      ///< for a sentence: "memory blocks of Python's allocator"
  double noticeable = 0;  ///< growth per cycle below which nothing is said
  /// Growth per interpreter with no extension beyond which CPython itself does not give back what
  /// grows with every module.
  double usual = 0;
};
ISOGRADE_JSON(Gauge);

/// The gauges that this process has: Python's blocks (sys.getallocatedblocks, which counts what
/// ended interpreters left behind since 3.12), glibc's malloc (mallinfo2), memory mapped by neither
/// (wants cpython::CountArenas()), and on debug builds Python's references (sys.gettotalrefcount).
/// All of them count, none of them samples: a machine at work changes nothing.
const std::vector<Gauge>& Gauges();

/// What they show now, in the order of Gauges(). In the main interpreter.
std::vector<double> ReadGauges();

}  // namespace isograde
