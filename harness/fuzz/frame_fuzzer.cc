// Reads any bytes as what children of isograde's have sent, and judges and grades what they tell:
// whatever a module writes to a channel that is not its own, the outcome is a report, or an error
// of that one target.
//
// A line that begins with "=" begins the record of an experiment, and says how the child ended:
// "=main-first complete"; "=" alone begins another channel of bytes, which are read as they are.
// Other lines are bodies of frames.
#include <Python.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>
#include <random>
#include <string>
#include <vector>

#include "base/error.h"
#include "checklist/check.h"
#include "checklist/experiment.h"
#include "checklist/import_outcome.h"
#include "grading/assembly.h"
#include "grading/judging.h"
#include "grading/observation_source.h"
#include "report/markdown.h"
#include "report/report.h"
#include "report/text.h"
#include "sandbox/channel.h"
#include "sandbox/received_frame.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

using namespace isograde;

class Read : public ObservationSource {
 public:
  Observations seen, single, control = FaultlessControl();

  const Observations& For(const Target&, InterpreterConfig config) override {
    seen.config = config;
    return seen;
  }
  const Record& Alone(const Target&) override { return single[experiments::kAlone]; }
  const Observations& Single(const Target&) override { return single; }
  const Observations& SingleControl(const std::vector<ExperimentId>&) override { return control; }
  const Observations& Control(InterpreterConfig, const std::vector<ExperimentId>&) override {
    return control;
  }
  std::vector<InterpreterConfig> ControlledConfigs() const override { return {}; }
  bool LoadsByItself(const Target&, InterpreterConfig) override { return false; }
  bool WasTried(const Target&, InterpreterConfig) override { return true; }
};

// As Child reads it: what is no frame ends the record.
void AddFrames(FrameReader& frames, Record& record) {
  bool closed = false;
  try {
    for (nlohmann::json frame = frames.Next(); !frame.is_discarded(); frame = frames.Next())
      AddFrame(std::move(frame), record, closed);
  } catch (const std::exception&) {
    record.ending = Ending::kChannelSpoiled;
  }
}

std::string Framed(const std::string& body) {
  const auto length = static_cast<std::uint32_t>(body.size());
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes + body;
}

Record Begun(const std::string& ending) {
  Record record;
  record.ending = nlohmann::json(ending).get<Ending>();
  record.signal = record.ending == Ending::kSignalled ? 11 : 0;
  return record;
}

Records RecordsIn(const std::string& text) {
  Records records;
  Record* record = &records["main-first"];
  FrameReader frames;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line == "=") {
      frames = {};
      frames.Append(text.data() + std::min(at, text.size()),
                    text.size() - std::min(at, text.size()));
      AddFrames(frames, *record);
      break;
    }
    if (line.starts_with('=')) {
      const std::size_t space = std::min(line.find(' '), line.size());
      const std::string id = line.substr(1, space - 1);
      if (!FindExperiment(id)) continue;
      record = &records[id];
      *record = Begun(line.substr(std::min(space + 1, line.size())));
      frames = {};
      continue;
    }
    const std::string framed = Framed(line);
    frames.Append(framed.data(), framed.size());
    AddFrames(frames, *record);
  }
  return records;
}

CheckResult Result(const Check& check, const std::string& config, Read& read,
                   const Observations& seen) {
  CheckResult result{.id = std::string(check.id),
                     .config = config,
                     .severity = check.severity,
                     .level = check.level};
  const auto control = [&]() -> const Observations& { return read.control; };
  try {
    result.finding = JudgeTarget(control, check, seen);
  } catch (const std::exception&) {
    result.finding.verdict = Verdict::kHarnessError;  // the target's own, in its report
  }
  return result;
}

void GradeAll(Read& read, const Target& target) {
  const std::vector<InterpreterConfig> configs = {InterpreterConfig::kLegacy,
                                                  InterpreterConfig::kIsolated};
  Report report;
  TargetReport& graded = report.targets.emplace_back(TargetReport{.target = target});
  for (const Check& check : AllChecks()) {
    if (check.config_independent) {
      graded.results.push_back(Result(check, "any", read, read.single));
      continue;
    }
    for (const InterpreterConfig config : configs)
      graded.results.push_back(
          Result(check, std::string(Name(config)), read, read.For(target, config)));
  }
  try {
    GradeTarget(read, configs, {.complete = true, .fast = false, .calls_functions = true}, graded);
  } catch (const std::exception&) {
    return;  // likewise
  }
  ToJson(report).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  ToMarkdown(report, 20'000);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  Py_InitializeEx(0);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Target target{
      .name = "fuzzed", .kind = TargetKind::kExtension, .file = "/f/fuzzed.so"};
  Read read;
  read.seen.target = read.single.target = target;
  read.seen.records = RecordsIn(std::string(reinterpret_cast<const char*>(data), size));
  read.single.records = read.seen.records;
  GradeAll(read, target);
  return 0;
}

namespace {

std::vector<nlohmann::json*> ValuesIn(nlohmann::json& root) {
  std::vector<nlohmann::json*> values = {&root};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]->is_structured()) continue;
    for (nlohmann::json& inner : *values[i]) values.push_back(&inner);
  }
  return values;
}

void Change(nlohmann::json& value, std::minstd_rand& random) {
  static const std::vector<nlohmann::json> wild = {0,
                                                   1,
                                                   -1,
                                                   2,
                                                   3,
                                                   99,
                                                   1'000'000,
                                                   -2'000'000'000,
                                                   4'294'967'295U,
                                                   ~0ULL,
                                                   1e300,
                                                   -0.5,
                                                   true,
                                                   false,
                                                   "",
                                                   "x",
                                                   "main",
                                                   "a\x1b[2J\nb",
                                                   nullptr,
                                                   nlohmann::json::array(),
                                                   nlohmann::json::object(),
                                                   std::string(3000, 'y')};
  switch (random() % 4) {
    case 0:
      if (value.is_array() && !value.empty()) {
        const nlohmann::json again = value[random() % value.size()];
        value.push_back(again);
        return;
      }
      break;
    case 1:
      if (value.is_structured() && !value.empty()) {
        auto victim = value.begin();
        std::advance(victim, static_cast<std::ptrdiff_t>(random() % value.size()));
        value.erase(victim);
        return;
      }
      break;
    case 2:
      if (value.is_number_integer()) {
        value = value.get<std::int64_t>() / 2 + static_cast<int>(random() % 9) - 4;
        return;
      }
      break;
    default:
      break;
  }
  value = wild[random() % wild.size()];
}

}  // namespace

// Mostly one value of one frame becomes another: what changes letters breaks the JSON.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  std::minstd_rand random(seed);
  if (random() % 8 == 0) return LLVMFuzzerMutate(data, size, most);
  std::vector<std::string> lines = {""};
  for (std::size_t i = 0; i < size; ++i) {
    if (data[i] == '\n')
      lines.emplace_back();
    else
      lines.back() += static_cast<char>(data[i]);
  }
  const std::size_t chosen = random() % lines.size();
  nlohmann::json frame = nlohmann::json::parse(lines[chosen], nullptr, false);
  if (frame.is_discarded()) return LLVMFuzzerMutate(data, size, most);
  const std::vector<nlohmann::json*> values = ValuesIn(frame);
  Change(*values[random() % values.size()], random);
  lines[chosen] = frame.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (random() % 10 == 0) lines.push_back(lines[random() % lines.size()]);
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  if (text.size() > most) return LLVMFuzzerMutate(data, size, most);
  std::memcpy(data, text.data(), text.size());
  return text.size();
}
