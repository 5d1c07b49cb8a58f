#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "interpreter/interpreter_config.h"
#include "sandbox/channel.h"
#include "suites/bench/load.h"
#include "suites/bench/measurement.h"

namespace isograde {

/// Many that are short, apart from each other: what slows a machine down by some percent lasts for
/// about a second, and the reference work does not see all of it. With 3.13.0's `create`,
/// repetitions of 10 interpreters varied by 6 %, of 37 by 5 %; four in a row say as much as two far
/// apart.
inline constexpr int kRepetitions = 36;
/// Of what takes a second or more, and of whose repetitions each is looked at by itself.
inline constexpr int kFewRepetitions = 9;

/// One thing that is measured, in sandboxed children of the hosting Python: a row of the table.
struct Benchmark {
  enum class Unit { kMicroseconds, kMilliseconds };
  /// Whether a child measures all iterations that are asked for, or one: what is the first of its
  /// kind in a process can be measured once in it.
  enum class PerChild { kMany, kOne };

  std::string name;  ///< "create/nothing/isolated", "climb/_csv/isolated/interpreters:16"
  Unit unit = Unit::kMilliseconds;
  PerChild per_child = PerChild::kMany;
  std::int64_t iterations = 0;     ///< 0: as many as the minimum time takes
  int repetitions = kRepetitions;  ///< where the user does not say how many
  /// Of a row of a climb: which interpreter's cost it is. The rows of one climb (`climb`) are read
  /// off the same child.
  int place = 0;
  int next_place = 0;  ///< of the climb's next row; 0: this is the last
  std::string climb = {};
  /// What is loaded into which interpreters, where that is something: "_csv/isolated".
  std::string loads = {};
  /// In the child, in its main interpreter.
  std::function<Measurement(std::int64_t iterations, Channel& channel)> measure = {};
};

/// What is to be measured.
struct BenchmarkPlan {
  std::vector<Load> loads;  ///< the first is nothing
  std::vector<InterpreterConfig> configs;
  int climb = 16;            ///< interpreters alive at once, at most
  std::vector<int> threads;  ///< numbers of threads that work at once
  bool peers = true;
};

/// Runs a benchmark's piece in a child, and sends what came of it.
void Measure(const Benchmark& benchmark, std::int64_t iterations, Channel& channel);

/// All benchmarks of a plan, in the order of the table. The plan must outlive them.
std::vector<Benchmark> BenchmarksOf(const BenchmarkPlan& plan);

/// By topic: creating, importing, using and ending; memory; what N interpreters cost; switching;
/// and what else a program can start instead of an interpreter.
void AddStepBenchmarks(const Load& load, InterpreterConfig config, std::vector<Benchmark>& all);
void AddMemoryBenchmarks(const Load& load, InterpreterConfig config, std::vector<Benchmark>& all);
void AddClimbBenchmarks(const Load& load, InterpreterConfig config, int most,
                        std::vector<Benchmark>& all);
void AddThreadBenchmarks(const Load& load, InterpreterConfig config,
                         const std::vector<int>& threads, std::vector<Benchmark>& all);
void AddSwitchBenchmarks(InterpreterConfig config, std::vector<Benchmark>& all);
void AddPeerBenchmarks(std::vector<Benchmark>& all);
/// Work that has nothing to do with Python: how steady the machine is.
void AddReferenceBenchmark(std::vector<Benchmark>& all);

/// "import/_csv/isolated".
std::string BenchmarkName(const char* what, const Load& load, InterpreterConfig config);

}  // namespace isograde
