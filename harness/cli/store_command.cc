#include <fmt/format.h>

#include "base/error.h"
#include "base/exit_code.h"
#include "cli/commands.h"
#include "store/store_files.h"

namespace isograde {
namespace {

std::string Mebibytes(std::uint64_t bytes) {
  return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / (1 << 20));
}

}  // namespace

int StoreCommand(const Options& options) {
  const std::string& folder = options.grading.store;
  if (folder.empty())
    throw UsageError("there is no store: neither --store, ISOGRADE_STORE nor HOME names a folder");
  if (options.store_action == "prune") {
    const StoreSize pruned = PruneStore(folder, options.older_than_days);
    fmt::print("removed: {} files, {}\n", pruned.files, Mebibytes(pruned.bytes));
  }
  const StoreSize size = SizeOfStore(folder);
  fmt::print("{}\n{} targets, {} files, {}\n", folder, size.targets, size.files,
             Mebibytes(size.bytes));
  return kThresholdMet;
}

}  // namespace isograde
