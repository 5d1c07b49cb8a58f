#include "checklist/finding.h"

namespace isograde {

void to_json(nlohmann::json& json, const Evidence& evidence) {
  json = {{"text", evidence.text}};
  if (!evidence.object_path.empty()) json["object_path"] = evidence.object_path;
  if (!evidence.type.empty()) json["type"] = evidence.type;
  if (!evidence.address.empty()) json["address"] = evidence.address;
  if (!evidence.interpreters.empty()) json["interpreters"] = evidence.interpreters;
  if (!evidence.signal.empty()) json["signal"] = evidence.signal;
  if (!evidence.symbol.empty()) json["symbol"] = evidence.symbol;
  if (!evidence.variable.empty()) json["variable"] = evidence.variable;
  if (!evidence.library.empty()) json["library"] = evidence.library;
  if (!evidence.script.empty()) json["script"] = evidence.script;
  if (!evidence.function.empty()) json["function"] = evidence.function;
  if (!evidence.file.empty()) json["file"] = evidence.file;
  if (evidence.line > 0) json["line"] = evidence.line;
  if (!evidence.stack.empty()) json["stack"] = evidence.stack;
  if (!evidence.python.empty()) json["python"] = evidence.python;
}

namespace {
Finding Make(Verdict verdict, std::string message) {
  Finding finding;
  finding.verdict = verdict;
  finding.message = std::move(message);
  return finding;
}
}  // namespace

Finding Pass(std::string message) { return Make(Verdict::kPass, std::move(message)); }
Finding Fail(std::string message) { return Make(Verdict::kFail, std::move(message)); }
Finding NotApplicable(std::string message) {
  return Make(Verdict::kNotApplicable, std::move(message));
}
Finding Inconclusive(std::string message) {
  return Make(Verdict::kInconclusive, std::move(message));
}

}  // namespace isograde
