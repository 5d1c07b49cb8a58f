#pragma once

namespace isograde {

/// Work that is always the same and has nothing to do with Python: some 0.8 ms of the kind that
/// creating an interpreter is, with small objects, texts, lookups and branches. What else a machine
/// does slows both alike: on processors that others used as well, medians of six runs of one build
/// lay 21 to 41 % apart, row by row, and 2 to 11 % when divided by what this took beside them.
/// Arithmetic in a loop took 1.01 times as long where creating took 1.4 times. Leaves malloc alone.
void DoReferenceWork();

}  // namespace isograde
