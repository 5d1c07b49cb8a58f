#include "suites/lifecycle/memory_use.h"

#include <Python.h>
#include <dlfcn.h>
#include <malloc.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "interpreter/cpython_api.h"
#include "interpreter/reference.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Gauge, name, words, noticeable, usual);
namespace {

double CallSys(const char* name) {
  PyObject* const function = PySys_GetObject(name);
  const Reference value =
      Reference::Steal(function ? PyObject_CallObject(function, nullptr) : nullptr);
  const double number = value ? PyLong_AsDouble(value.get()) : -1;
  PyErr_Clear();
  return number;
}

// Pieces that a thread gave back lie in its cache, and count as given out (tcache: 7 to 16 of each
// size up to 1 KiB). Taking as many as can lie there empties it: what is counted then is what is
// in use, and the same number of our own.
class EmptyThreadCache {
 public:
  EmptyThreadCache() {
    std::size_t index = 0;
    for (std::size_t size = 24; index < std::size(taken_); size += kStep) {
      for (int i = 0; i < kMostOfASize; ++i) taken_[index++] = std::malloc(size);
    }
  }
  ~EmptyThreadCache() {
    for (void* piece : taken_) std::free(piece);
  }
  EmptyThreadCache(const EmptyThreadCache&) = delete;
  EmptyThreadCache& operator=(const EmptyThreadCache&) = delete;

 private:
  static constexpr std::size_t kStep = 16;
  static constexpr int kMostOfASize = 16;
  static constexpr int kSizes = 64;
  void* taken_[kMostOfASize * kSizes];
};

// What malloc gave out and did not get back: in its heaps, and mapped for large pieces.
double MallocBytes() {
  const EmptyThreadCache empty;
  const struct mallinfo2 use = mallinfo2();
  return static_cast<double>(use.uordblks) + static_cast<double>(use.hblkhd);
}

// Private memory that neither malloc nor Python's allocator mapped: what a module maps itself, and
// the stacks of its threads. Address space, not pages in memory: those grow while an allocator gets
// to touch what it mapped long ago, and (PSS) when another process that shares pages with this one
// ends.
double MappedKib() {
  constexpr double kKib = 1024;
  const struct mallinfo2 use = mallinfo2();
  const double others =
      static_cast<double>(use.arena + use.hblkhd) + static_cast<double>(cpython::ArenaBytes());
  std::ifstream file("/proc/self/status");
  for (std::string word; file >> word;) {
    double value = 0;
    if (word == "VmData:" && file >> value) return value - others / kKib;
  }
  return -1;
}

}  // namespace

const std::vector<Gauge>& Gauges() {
  static const std::vector<Gauge> gauges = [] {
    std::vector<Gauge> found = {
        {"blocks", "memory blocks of Python's allocator", 0.5, 50},
        {"malloc-bytes", "bytes of the C library's allocator", 256, 16384},
        {"mapped-kib", "KiB of mapped memory", 2, 16},
    };
    if (cpython::IsDebugBuild()) found.push_back({"references", "references to objects", 0.5, 200});
    return found;
  }();
  return gauges;
}

std::vector<double> ReadGauges() {
  std::vector<double> values = {CallSys("getallocatedblocks"), MallocBytes(), MappedKib()};
  if (cpython::IsDebugBuild()) values.push_back(CallSys("gettotalrefcount"));
  return values;
}

}  // namespace isograde
