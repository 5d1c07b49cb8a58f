#pragma once

namespace isograde {

/// Work that is always the same and has nothing to do with Python: some 0.8 ms of the kind that
/// creating an interpreter is, with small objects, texts, lookups and branches. What else a machine
/// does slows both alike. Where processors share a core and creating took 1.40 times as long, this
/// took 1.41 times; its part that reads and writes JSON alone took 1.50 times, the part that builds
/// a tree 1.27 times, and arithmetic in a loop 1.01 times. Leaves malloc alone.
void DoReferenceWork();

}  // namespace isograde
