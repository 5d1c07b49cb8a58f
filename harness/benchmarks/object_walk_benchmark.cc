#include <benchmark/benchmark.h>

#include <memory>

#include "evidence/object_walk.h"
#include "testing/python.h"

namespace isograde {
namespace {

// A walk keeps its references for good, so each is over the same objects: only the first pays for
// what it finds first, and warms up.
void WalkModule(benchmark::State& state, const char* code) {
  ForeignObjects foreign = ForeignObjects::BeforeImport({.name = "walked"});
  const Reference module = MakeModule("walked", code);
  foreign.Collect(module.get());
  std::size_t references = 0, objects = 0;
  for (auto _ : state) {
    const ObjectWalk walk(module.get(), foreign);
    references += walk.references();
    objects += walk.nodes().size();
  }
  state.counters["references"] =
      benchmark::Counter(static_cast<double>(references), benchmark::Counter::kIsRate);
  state.counters["objects"] =
      benchmark::Counter(static_cast<double>(objects), benchmark::Counter::kIsRate);
  PyDict_DelItemString(PyImport_GetModuleDict(), "walked");
}

BENCHMARK_CAPTURE(WalkModule, nested_containers,
                  "kept = [(i, str(i), {i: [i, str(i)]}) for i in range(100_000)]")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(WalkModule, large_lists, "kept = [list(range(1_000)) for i in range(500)]")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(WalkModule, classes_and_functions,
                  "kept = []\n"
                  "for i in range(2_000):\n"
                  "    class Kept:\n"
                  "        def method(self, x=i): return x\n"
                  "        value = property(method)\n"
                  "    kept.append(Kept)\n")
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace isograde
