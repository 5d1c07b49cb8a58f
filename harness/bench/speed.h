#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "bench/results.h"

namespace isograde {

/// Seconds that the reference work took beside each repetition of a row; nullptr where one has
/// none.
const std::vector<double>* ReferencesOf(const BenchRow& row);

/// Seconds that the reference work took beside the rows of a run, all their repetitions; empty
/// where it was done beside none.
std::vector<double> ReferencesOf(const BenchResults& results);
/// Their median; 0 where there are none.
double SpeedOf(const BenchResults& results);

/// Seconds of the reference work to which AtOneSpeed brings a run: the median of the medians of the
/// runs of the same machine (as their contexts name it); 0 for a run that has no reference.
std::vector<double> CommonSpeeds(const std::vector<BenchResults>& runs);

/// Results whose times are those of a machine that always takes as long for the reference work, so
/// that what was measured at different times can stand side by side. Each repetition's wall and CPU
/// time is divided by its own reference; those of peers, which have none, by the run's median: they
/// were measured in between, in random order. The reference's own row, counters, and runs without a
/// reference stay as they are. `written`: JSON of `isograde bench`, that of `runs`.
std::vector<nlohmann::json> AtOneSpeed(std::vector<nlohmann::json> written,
                                       const std::vector<BenchResults>& runs);

}  // namespace isograde
