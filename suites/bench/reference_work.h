#pragma once

namespace isograde {

/// Work that is always the same and has nothing to do with Python: some 0.5 ms of the kind that
/// creating an interpreter is, with small objects, texts, lookups and branches. What else a machine
/// does slows both alike: where processors share a core, both took 1.5 times as long, and
/// arithmetic in a loop 1.02 times. Allocates with malloc, and frees it all.
void DoReferenceWork();

}  // namespace isograde
