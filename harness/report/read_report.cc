#include "report/read_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/file_text.h"
#include "base/json_text.h"
#include "checklist/grade.h"
#include "interpreter/interpreter_config.h"
#include "report/json_node.h"
#include "report/report.h"

namespace isograde {
namespace {

// Levels of lists and objects: what goes through JSON, ours or Python's, calls itself for each.
constexpr int kDeepest = 64;

Evidence ReadEvidence(const JsonNode& node) {
  Evidence evidence{.text = node.TextAt("text"),
                    .object_path = node.OptionalTextAt("object_path"),
                    .type = node.OptionalTextAt("type"),
                    .address = node.OptionalTextAt("address"),
                    .signal = node.OptionalTextAt("signal"),
                    .function = node.OptionalTextAt("function"),
                    .file = node.OptionalTextAt("file"),
                    .line = node.Has("line") ? node.NumberAt<int>("line") : 0,
                    .python = node.OptionalTextAt("python"),
                    .symbol = node.OptionalTextAt("symbol"),
                    .variable = node.OptionalTextAt("variable"),
                    .library = node.OptionalTextAt("library"),
                    .script = node.OptionalTextAt("script")};
  if (node.Has("interpreters")) {
    for (const JsonNode& one : node.ListAt("interpreters"))
      evidence.interpreters.push_back(one.Number<int>());
  }
  if (node.Has("stack")) {
    for (const JsonNode& frame : node.ListAt("stack")) evidence.stack.push_back(frame.Text());
  }
  return evidence;
}

CheckResult ReadResult(const JsonNode& node) {
  const auto severity = node.EnumeratorAt<Severity>("severity");
  CheckResult result{.id = node.TextAt("id"),
                     .config = node.TextAt("config"),
                     .severity = severity,
                     .level = node.EnumeratorAt<StateLevel>("level"),
                     .finding = {.verdict = node.EnumeratorAt<Verdict>("verdict"),
                                 .message = node.TextAt("message"),
                                 .severity = severity,
                                 .remedy = node.OptionalTextAt("remedy"),
                                 .link = node.OptionalTextAt("link")},
                     .counts = node.FlagAt("counts")};
  for (const JsonNode& one : node.ListAt("evidence"))
    result.finding.evidence.push_back(ReadEvidence(one));
  return result;
}

DeclinedCall ReadDeclined(const JsonNode& node) {
  DeclinedCall declined{.call = node.TextAt("call"), .exception = node.TextAt("exception")};
  for (const JsonNode& one : node.ListAt("interpreters"))
    declined.interpreters.push_back(one.Number<int>());
  for (const JsonNode& one : node.ListAt("configs")) declined.configs.push_back(one.Text());
  return declined;
}

std::vector<RecipeFault> ReadRecipeFaults(const JsonNode& node) {
  std::vector<RecipeFault> faults;
  if (!node.Has("recipe")) return faults;
  for (const JsonNode& one : node.At("recipe").ListAt("problems"))
    faults.push_back({.module = one.OptionalTextAt("module"),
                      .file = one.TextAt("file"),
                      .line = one.Has("line") ? one.NumberAt<int>("line") : 0,
                      .text = one.TextAt("text")});
  return faults;
}

// What schema 1 called a package is a distribution.
TargetKind ReadKind(const JsonNode& node) {
  return node.TextAt("kind") == "package" ? TargetKind::kDistribution
                                          : node.EnumeratorAt<TargetKind>("kind");
}

std::vector<Target::Member> ReadMembers(const JsonNode& node) {
  std::vector<Target::Member> members;
  if (!node.Has("members")) return members;
  for (const JsonNode& one : node.ListAt("members"))
    members.push_back({one.TextAt("name"), one.TextAt("file"), one.FlagAt("loaded")});
  return members;
}

// In the order of the table.
std::vector<Use> ReadUses(const JsonNode& node) {
  std::vector<Use> uses;
  if (!node.Has("use")) return uses;
  for (const auto& [config, use] : node.At("use").Items())
    uses.push_back({.config = config,
                    .word = use.EnumeratorAt<UseWord>("use"),
                    .reason = use.OptionalTextAt("reason"),
                    .missing_modules = use.OptionalTextsAt("missing_modules"),
                    .missing_names = use.OptionalTextsAt("missing_names")});
  const auto place = [](const Use& use) {
    return std::find_if(std::begin(kAllConfigs), std::end(kAllConfigs),
                        [&](InterpreterConfig config) { return Name(config) == use.config; });
  };
  std::stable_sort(uses.begin(), uses.end(),
                   [&](const Use& a, const Use& b) { return place(a) < place(b); });
  return uses;
}

Making ReadMaking(const JsonNode& node) {
  Making making{.abi3 = node.OptionalTextAt("abi3")};
  if (!node.Has("generator")) return making;
  const JsonNode generator = node.At("generator");
  making.is_known = true;
  making.generator = {generator.TextAt("name"), generator.TextAt("version")};
  if (making.generator.name == kByHand) making.generator.name.clear();
  return making;
}

Called ReadCalled(const JsonNode& node) {
  Called called{.callables = node.NumberAt<int>("callables"),
                .answered = node.NumberAt<int>("answered"),
                .documented = node.NumberAt<int>("documented"),
                .exceptions = node.NumberAt<int>("exceptions"),
                .own_exceptions = node.NumberAt<int>("own_exceptions"),
                .was_capped = node.FlagAt("was_capped"),
                .main = node.OptionalTextAt("main"),
                .calls = {},
                .callback = node.TextAt("callback"),
                .silent = {},
                .broke = {}};
  for (const JsonNode& call : node.ListAt("calls"))
    called.calls.push_back(
        {call.TextAt("call"), call.OptionalTextsAt("needs"), call.FlagAt("by_value")});
  for (const JsonNode& one : node.ListAt("silent"))
    called.silent.push_back({one.TextAt("name"), one.OptionalTextsAt("raised")});
  for (const JsonNode& one : node.ListAt("broke"))
    called.broke.push_back({one.TextAt("code"), one.TextAt("how")});
  return called;
}

TargetReport ReadTarget(const JsonNode& node) {
  const JsonNode declared = node.At("declared");
  TargetReport report{
      .target = {.name = node.TextAt("name"),
                 .kind = ReadKind(node),
                 .file = node.TextAt("file"),
                 .owner = node.OptionalTextAt(node.Has("package") ? "package" : "distribution"),
                 .is_apart = node.Has("apart") && node.FlagAt("apart"),
                 .version = node.OptionalTextAt("version"),
                 .roots = node.OptionalTextsAt("roots"),
                 .members = ReadMembers(node),
                 .libraries = node.OptionalTextsAt("libraries")},
      .sha256 = node.TextAt("sha256"),
      .declared = {declared.TextAt("init"), declared.TextAt("multiple_interpreters"),
                   declared.TextAt("gil")},
      .making = ReadMaking(node),
      .demonstrated = node.TextsAt("demonstrated"),
      .refusal = node.OptionalTextAt("refusal"),
      .dependency = node.OptionalTextAt("dependency"),
      .grade = {node.TextAt("grade"), node.TextAt("reason")},
      .uses = ReadUses(node),
      .worst = node.OptionalTextAt("worst"),
      .is_from_store = node.Has("from_store") && node.FlagAt("from_store"),
  };
  if (Rank(report.grade.letter) == 0 && report.grade.letter != "refuses" &&
      report.grade.letter != "unknown")
    throw node.Trouble(fmt::format("{} has the grade `{}`, which there is not", report.target.name,
                                   report.grade.letter));
  if (node.Has("declines")) {
    for (const JsonNode& one : node.ListAt("declines"))
      report.declines.push_back(ReadDeclined(one));
  }
  report.is_import_only = node.Has("import_only") && node.FlagAt("import_only");
  if (node.Has("called")) report.called = ReadCalled(node.At("called"));
  report.recipe_faults = ReadRecipeFaults(node);
  for (const JsonNode& one : node.ListAt("checks")) report.results.push_back(ReadResult(one));
  return report;
}

Report Read(const JsonNode& root) {
  const JsonNode python = root.At("python");
  const JsonNode timings = root.At("timings");
  Report report{
      .date = root.TextAt("date"),
      .python_version = python.TextAt("version"),
      .python_executable = python.TextAt("executable"),
      .compiler = python.TextAt("compiler"),
      .debug = python.FlagAt("debug"),
      .free_threaded = python.FlagAt("free_threaded"),
      .effort = {.interpreters = root.NumberAt<int>("interpreters"),
                 .stress = root.NumberAt<int>("stress"),
                 .seed = root.NumberAt<std::uint32_t>("seed"),
                 .fast = root.FlagAt("fast")},
      .timings = {.interpreters = timings.NumberAt<int>("interpreters"),
                  .children = timings.NumberAt<int>("children"),
                  .wall_s = timings.NumberAt<double>("wall_s"),
                  .cpu_s = timings.NumberAt<double>("cpu_s"),
                  .floor_s = timings.NumberAt<double>("floor_s"),
                  .tries = timings.Has("tries") ? timings.NumberAt<int>("tries") : 0,
                  .tries_cpu_s =
                      timings.Has("tries_cpu_s") ? timings.NumberAt<double>("tries_cpu_s") : 0},
      .schema = root.TextAt("schema"),
      .isograde_version = root.At("isograde").TextAt("version")};
  for (const JsonNode& one : root.ListAt("control"))
    report.control.push_back(
        {one.TextAt("config"), one.TextAt("experiment"), one.TextAt("outcome")});
  report.selection = root.OptionalTextsAt("selection");
  report.confining = Confining::kOff;
  if (root.Has("confinement")) {
    const JsonNode held = root.At("confinement");
    const std::string asked = held.TextAt("asked");
    if (asked != "off")
      report.confining = asked == "require" ? Confining::kRequire : Confining::kTry;
    report.held = {.files = held.FlagAt("files"),
                   .metadata = held.FlagAt("metadata"),
                   .network = held.FlagAt("network"),
                   .signals = held.FlagAt("signals"),
                   .system_calls = held.FlagAt("system_calls"),
                   .attempts = held.FlagAt("attempts"),
                   .shared_memory = held.FlagAt("shared_memory")};
  }
  report.recipe_faults = ReadRecipeFaults(root);
  // A distribution may be called as a module of its own is.
  std::set<std::pair<bool, std::string>> names;
  for (const JsonNode& one : root.ListAt("targets")) {
    report.targets.push_back(ReadTarget(one));
    const Target& target = report.targets.back().target;
    if (!names.emplace(target.kind == TargetKind::kDistribution, target.name).second)
      throw root.Trouble(fmt::format("it has the target {} twice", target.name));
  }
  return report;
}

std::string SchemaOf(const nlohmann::json& json, const std::string& path) {
  return JsonNode(json, path).TextAt("schema");
}

}  // namespace

nlohmann::json ReadJson(const std::string& path) {
  const std::string text = ReadFile(path);
  const auto shallow = [&](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
    if (depth > kDeepest)
      throw UsageError(fmt::format("{} is nested more than {} deep, which nothing of isograde's is",
                                   path, kDeepest));
    return true;
  };
  const std::string too_large =
      fmt::format("{} is no JSON that can be read: a number in it is too large", path);
  try {
    nlohmann::json json = nlohmann::json::parse(text, shallow);
    if (!MakeNumbersFit(json)) throw UsageError(too_large);
    return json;
  } catch (const nlohmann::json::parse_error& error) {
    throw UsageError(
        error.byte > text.size()
            ? fmt::format("{} is not whole: its JSON breaks off at byte {}", path, text.size())
            : fmt::format("{} is no JSON: byte {} cannot be", path, error.byte));
  } catch (const nlohmann::json::exception&) {
    throw UsageError(too_large);
  }
}

Report ReportFromJson(const nlohmann::json& json, const std::string& path) {
  const std::string schema = SchemaOf(json, path);
  if (schema != kReportSchema && schema != kFirstReportSchema)
    throw UsageError(fmt::format("{} is of schema {}, and this isograde reads {} and {}", path,
                                 schema, kReportSchema, kFirstReportSchema));
  return Read(JsonNode(json, path));
}

Report ReadReport(const std::string& path) { return ReportFromJson(ReadJson(path), path); }

Report ReadReportOfAnySchema(const std::string& path) {
  const nlohmann::json json = ReadJson(path);
  const std::string schema = SchemaOf(json, path);
  if (schema == kReportSchema || schema == kFirstReportSchema ||
      !schema.starts_with("isograde/report/"))
    return ReportFromJson(json, path);
  try {
    return Read(JsonNode(json, path));
  } catch (const UsageError& error) {
    throw UsageError(
        fmt::format("{} is of schema {}, of which this isograde, with {}, can compare nothing ({})",
                    path, schema, kReportSchema, error.what()));
  }
}

}  // namespace isograde
