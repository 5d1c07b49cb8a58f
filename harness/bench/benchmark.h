#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/load.h"
#include "bench/measurement.h"
#include "interpreter/interpreter_config.h"
#include "sandbox/channel.h"

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

/// "import/_csv/isolated".
std::string BenchmarkName(const char* what, const Load& load, InterpreterConfig config);

/// The benchmarks of one topic, which a file of suites/bench registers in a static object: they
/// add themselves for the whole plan, for each of its configs, or for each load in each config.
struct BenchmarkFamily {
  /// In the table: what is measured once comes before all configs or, from kLast on, behind them;
  /// within a config, what is of loads comes before what is not.
  int place = 0;
  void (*once)(const BenchmarkPlan& plan, std::vector<Benchmark>& all) = nullptr;
  void (*in_config)(InterpreterConfig config, const BenchmarkPlan& plan,
                    std::vector<Benchmark>& all) = nullptr;
  void (*of_load)(const Load& load, InterpreterConfig config, const BenchmarkPlan& plan,
                  std::vector<Benchmark>& all) = nullptr;

  static constexpr int kLast = 1000;
};

struct BenchmarkRegistration {
  explicit BenchmarkRegistration(const BenchmarkFamily& family);
};

}  // namespace isograde
