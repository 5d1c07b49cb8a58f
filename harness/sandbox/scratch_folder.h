#pragma once

#include <string>

#include "sandbox/descriptor.h"

namespace isograde {

/// A temporary folder of a run, which goes with it. One that the run could not remove, as it was
/// killed, the next run of the same user does: whoever lives has a lock on its own.
class ScratchFolder {
 public:
  /// Throws HarnessError where there can be none, with a sentence that says why.
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }
  /// In a child just forked: it keeps no lock.
  void Forget() { lock_.Close(); }

 private:
  std::string path_;
  Descriptor lock_;
};

}  // namespace isograde
