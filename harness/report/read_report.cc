#include "report/read_report.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "base/error.h"
#include "base/file_text.h"
#include "base/json_name.h"
#include "checklist/grade.h"
#include "report/report.h"

namespace isograde {
namespace {

// Levels of lists and objects: what goes through JSON, ours or Python's, calls itself for each.
constexpr int kDeepest = 64;

/// A value in a report, which knows where it stands: "targets[3].grade".
class Node {
 public:
  Node(const nlohmann::json& json, std::string file, std::string place = {})
      : json_(json), file_(std::move(file)), place_(std::move(place)) {}

  bool Has(const char* key) const { return Object().contains(key); }

  Node At(const char* key) const {
    const auto found = Object().find(key);
    if (found == json_.end()) throw Trouble(Place(key) + " is missing");
    return {*found, file_, Place(key)};
  }

  std::string Text() const {
    if (!json_.is_string()) throw Trouble(place_ + " is no string");
    return json_.get<std::string>();
  }
  std::string TextAt(const char* key) const { return At(key).Text(); }
  std::string OptionalTextAt(const char* key) const { return Has(key) ? TextAt(key) : ""; }

  bool FlagAt(const char* key) const {
    const Node node = At(key);
    if (!node.json_.is_boolean()) throw Trouble(node.place_ + " is neither true nor false");
    return node.json_.get<bool>();
  }

  template <typename Value>
  Value Number() const {
    bool fits = json_.is_number();
    if constexpr (std::is_integral_v<Value>)
      fits = json_.is_number_integer() && std::in_range<Value>(json_.get<std::int64_t>());
    if (!fits) throw Trouble(place_ + " is no number of that kind");
    return json_.get<Value>();
  }
  template <typename Value>
  Value NumberAt(const char* key) const {
    return At(key).Number<Value>();
  }

  /// One of an enumeration's names.
  template <typename Enumerator>
  Enumerator EnumeratorAt(const char* key) const {
    const Node node = At(key);
    const std::string text = node.Text();
    const auto value = node.json_.get<Enumerator>();
    // For a name that it does not know the library gives the first enumerator.
    if (JsonName(value) != text)
      throw Trouble(fmt::format("{} is `{}`, which it cannot be", node.place_, text));
    return value;
  }

  std::vector<Node> ListAt(const char* key) const {
    const Node node = At(key);
    if (!node.json_.is_array()) throw Trouble(node.place_ + " is no list");
    std::vector<Node> all;
    for (std::size_t i = 0; i < node.json_.size(); ++i)
      all.emplace_back(node.json_[i], file_, fmt::format("{}[{}]", node.place_, i));
    return all;
  }

  std::map<std::string, std::string> TextsAt(const char* key) const {
    const Node node = At(key);
    std::map<std::string, std::string> texts;
    for (const auto& [name, value] : node.Object().items())
      texts[name] = Node(value, file_, node.Place(name)).Text();
    return texts;
  }

  UsageError Trouble(const std::string& what) const {
    return UsageError(fmt::format("{} is no isograde report: {}", file_, what));
  }

 private:
  const nlohmann::json& Object() const {
    if (!json_.is_object()) throw Trouble((place_.empty() ? "its JSON" : place_) + " is no object");
    return json_;
  }
  std::string Place(const std::string& key) const {
    return place_.empty() ? key : place_ + "." + key;
  }

  const nlohmann::json& json_;
  std::string file_, place_;
};

Evidence ReadEvidence(const Node& node) {
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
                    .library = node.OptionalTextAt("library")};
  if (node.Has("interpreters")) {
    for (const Node& one : node.ListAt("interpreters"))
      evidence.interpreters.push_back(one.Number<int>());
  }
  if (node.Has("stack")) {
    for (const Node& frame : node.ListAt("stack")) evidence.stack.push_back(frame.Text());
  }
  return evidence;
}

CheckResult ReadResult(const Node& node) {
  const auto severity = node.EnumeratorAt<Severity>("severity");
  CheckResult result{.id = node.TextAt("id"),
                     .config = node.TextAt("config"),
                     .severity = severity,
                     .level = node.EnumeratorAt<StateLevel>("level"),
                     .finding = {.verdict = node.EnumeratorAt<Verdict>("verdict"),
                                 .message = node.TextAt("message"),
                                 .severity = severity,
                                 .remedy = node.OptionalTextAt("remedy")},
                     .counts = node.FlagAt("counts")};
  for (const Node& one : node.ListAt("evidence"))
    result.finding.evidence.push_back(ReadEvidence(one));
  return result;
}

DeclinedCall ReadDeclined(const Node& node) {
  DeclinedCall declined{.call = node.TextAt("call"), .exception = node.TextAt("exception")};
  for (const Node& one : node.ListAt("interpreters"))
    declined.interpreters.push_back(one.Number<int>());
  for (const Node& one : node.ListAt("configs")) declined.configs.push_back(one.Text());
  return declined;
}

std::vector<RecipeFault> ReadRecipeFaults(const Node& node) {
  std::vector<RecipeFault> faults;
  if (!node.Has("recipe")) return faults;
  for (const Node& one : node.At("recipe").ListAt("problems"))
    faults.push_back({.module = one.OptionalTextAt("module"),
                      .file = one.TextAt("file"),
                      .line = one.Has("line") ? one.NumberAt<int>("line") : 0,
                      .text = one.TextAt("text")});
  return faults;
}

TargetReport ReadTarget(const Node& node) {
  const Node declared = node.At("declared");
  TargetReport report{
      .target = {.name = node.TextAt("name"),
                 .kind = node.EnumeratorAt<TargetKind>("kind"),
                 .file = node.TextAt("file"),
                 .owner = node.OptionalTextAt("package")},
      .sha256 = node.TextAt("sha256"),
      .declared = {declared.TextAt("init"), declared.TextAt("multiple_interpreters"),
                   declared.TextAt("gil")},
      .demonstrated = node.TextsAt("demonstrated"),
      .refusal = node.OptionalTextAt("refusal"),
      .dependency = node.OptionalTextAt("dependency"),
      .grade = {node.TextAt("grade"), node.TextAt("reason")},
      .worst = node.OptionalTextAt("worst"),
  };
  if (Rank(report.grade.letter) == 0 && report.grade.letter != "refuses" &&
      report.grade.letter != "unknown")
    throw node.Trouble(fmt::format("{} has the grade `{}`, which there is not", report.target.name,
                                   report.grade.letter));
  if (node.Has("declines")) {
    for (const Node& one : node.ListAt("declines")) report.declines.push_back(ReadDeclined(one));
  }
  report.recipe_faults = ReadRecipeFaults(node);
  for (const Node& one : node.ListAt("checks")) report.results.push_back(ReadResult(one));
  return report;
}

Report Read(const Node& root) {
  const Node python = root.At("python");
  const Node timings = root.At("timings");
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
  for (const Node& one : root.ListAt("control"))
    report.control.push_back(
        {one.TextAt("config"), one.TextAt("experiment"), one.TextAt("outcome")});
  if (root.Has("selection")) {
    for (const Node& one : root.ListAt("selection")) report.selection.push_back(one.Text());
  }
  report.recipe_faults = ReadRecipeFaults(root);
  std::set<std::string> names;
  for (const Node& one : root.ListAt("targets")) {
    report.targets.push_back(ReadTarget(one));
    const std::string& name = report.targets.back().target.name;
    if (!names.insert(name).second)
      throw root.Trouble(fmt::format("it has the target {} twice", name));
  }
  return report;
}

std::string SchemaOf(const nlohmann::json& json, const std::string& path) {
  return Node(json, path).TextAt("schema");
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
  try {
    return nlohmann::json::parse(text, shallow);
  } catch (const nlohmann::json::parse_error& error) {
    throw UsageError(
        error.byte > text.size()
            ? fmt::format("{} is not whole: its JSON breaks off at byte {}", path, text.size())
            : fmt::format("{} is no JSON: byte {} cannot be", path, error.byte));
  } catch (const nlohmann::json::exception&) {
    throw UsageError(
        fmt::format("{} is no JSON that can be read: a number in it is too large", path));
  }
}

Report ReportFromJson(const nlohmann::json& json, const std::string& path) {
  const std::string schema = SchemaOf(json, path);
  if (schema != kReportSchema)
    throw UsageError(
        fmt::format("{} is of schema {}, and this isograde reads {}", path, schema, kReportSchema));
  return Read(Node(json, path));
}

Report ReadReport(const std::string& path) { return ReportFromJson(ReadJson(path), path); }

Report ReadReportOfAnySchema(const std::string& path) {
  const nlohmann::json json = ReadJson(path);
  const std::string schema = SchemaOf(json, path);
  if (schema == kReportSchema || !schema.starts_with("isograde/report/"))
    return ReportFromJson(json, path);
  try {
    return Read(Node(json, path));
  } catch (const UsageError& error) {
    throw UsageError(
        fmt::format("{} is of schema {}, of which this isograde, with {}, can compare nothing ({})",
                    path, schema, kReportSchema, error.what()));
  }
}

}  // namespace isograde
