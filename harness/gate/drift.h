#pragma once

namespace isograde {

/// Which way a thing went since the baseline, worst first.
enum class Drift {
  kWorse,     ///< fails the gate
  kAccepted,  ///< worse, and somebody has written down that they live with it
  kNoted,     ///< told, and no more
  kBetter,
};

}  // namespace isograde
