#include "cli/outputs.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <set>
#include <system_error>

#include "base/error.h"
#include "base/progress.h"
#include "base/visible.h"
#include "base/written_file.h"
#include "report/format.h"

namespace isograde {
namespace {

bool IsTextOnStdout(const Output& output) { return output.format == "text" && output.file.empty(); }

// For programs, which read each character; no line of indented JSON is a command.
bool IsJson(const Output& output) {
  return output.format == "json" || output.format == "sarif" || output.format == "shields";
}

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
  WriteOutputs(outputs,
               [&](const std::string& format) { return FindFormat(format)->write(report); });
}

void WriteOutputs(const std::vector<Output>& outputs,
                  const std::function<std::string(const std::string& format)>& write) {
  std::exception_ptr first;
  for (const Output& output : outputs) {
    if (IsTextOnStdout(output)) continue;
    try {
      const std::string text = write(output.format);
      if (output.file.empty()) {
        std::fputs((IsJson(output) ? text : WithoutCommands(text)).c_str(), stdout);
      } else {
        WriteFile(output.file, text);
      }
    } catch (const UsageError&) {
      if (!first) first = std::current_exception();
    }
  }
  if (std::fflush(stdout) != 0) throw std::system_error(errno, std::generic_category(), "stdout");
  if (first) std::rethrow_exception(first);
}

void PrintAtOnce(const std::string& text) {
  Progress::Clear();
  if (std::fputs(WithoutCommands(text).c_str(), stdout) < 0 || std::fflush(stdout) != 0)
    throw std::system_error(errno, std::generic_category(), "stdout");
}

bool HasTextOnStdout(const std::vector<Output>& outputs) {
  return std::any_of(outputs.begin(), outputs.end(), IsTextOnStdout);
}

}  // namespace isograde
