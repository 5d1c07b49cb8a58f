#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/options.h"

namespace isograde {

struct Report;

/// A report in one format, and where it goes.
struct Output {
  std::string format;
  std::string file;  ///< empty: stdout
};

/// What `--format` and `--output` ask for. Throws UsageError where two would go to one place, or a
/// file could not be written.
std::vector<Output> OutputsOf(const Options& options);

/// Writes all of them but text to stdout, which is the command's own. Every file is written, the
/// rest too when one cannot be; then throws UsageError for the first such.
void WriteOutputs(const std::vector<Output>& outputs,
                  const std::function<std::string(const std::string& format)>& write);
void WriteOutputs(const Report& report, const std::vector<Output>& outputs);

/// Prints to stdout what stands there at once. Throws std::system_error where nobody reads it any
/// more.
void PrintAtOnce(const std::string& text);

bool HasTextOnStdout(const std::vector<Output>& outputs);

}  // namespace isograde
