#include "cli/outputs.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/written_file.h"
#include "report/format.h"

namespace isograde {
namespace {

bool IsTextOnStdout(const Output& output) { return output.format == "text" && output.file.empty(); }

}  // namespace

std::vector<Output> OutputsOf(const Options& options) {
  std::vector<Output> outputs;
  for (const std::string& wanted : options.formats) {
    const std::size_t equals = wanted.find('=');
    outputs.push_back(
        {wanted.substr(0, equals), equals == std::string::npos ? "" : wanted.substr(equals + 1)});
  }
  if (outputs.empty()) {
    outputs.push_back({"text", ""});
    if (!options.output.empty()) outputs.push_back({"json", ""});
  }
  std::vector<Output*> homeless;
  for (Output& output : outputs) {
    if (output.file.empty() && output.format != "text") homeless.push_back(&output);
  }
  if (homeless.empty() && outputs.size() == 1 && outputs[0].file.empty())
    homeless.push_back(&outputs[0]);
  if (!options.output.empty() && homeless.size() != 1)
    throw UsageError(
        fmt::format("--output names one file for {} formats: write "
                    "--format json=FILE,junit=FILE",
                    homeless.size()));
  if (!options.output.empty()) homeless[0]->file = options.output;
  std::set<std::string> files;
  if (!options.grading.observations.empty()) files.insert(options.grading.observations);
  for (const Output& output : outputs) {
    if (!files.insert(output.file).second)
      throw UsageError(output.file.empty()
                           ? "two formats both go to stdout: name a file with --output, or with "
                             "--format json=FILE"
                           : fmt::format("two formats both go to {}", output.file));
    if (!output.file.empty()) RequireWritable(output.file);
  }
  return outputs;
}

void WriteOutputs(const Report& report, const std::vector<Output>& outputs) {
  std::exception_ptr first;
  for (const Output& output : outputs) {
    if (IsTextOnStdout(output)) continue;
    try {
      const std::string text = FindFormat(output.format)->write(report);
      if (output.file.empty()) {
        std::fputs(text.c_str(), stdout);
      } else {
        WriteFile(output.file, text);
      }
    } catch (const UsageError&) {
      if (!first) first = std::current_exception();
    }
  }
  std::fflush(stdout);
  if (first) std::rethrow_exception(first);
}

bool HasTextOnStdout(const std::vector<Output>& outputs) {
  return std::any_of(outputs.begin(), outputs.end(), IsTextOnStdout);
}

}  // namespace isograde
