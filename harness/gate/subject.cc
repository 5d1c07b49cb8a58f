#include "gate/subject.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file_name.h"

namespace isograde {

std::string SubjectOf(const Evidence& evidence) {
  if (!evidence.variable.empty()) {
    const std::string file(FileName(evidence.library));
    const std::string library = file.substr(0, file.find('.'));
    const bool is_local = !evidence.function.empty() && evidence.function != evidence.variable;
    return fmt::format("`{}{}`{}", is_local ? evidence.function + "::" : "", evidence.variable,
                       library.empty() ? "" : " of " + library);
  }
  if (!evidence.object_path.empty()) return evidence.object_path;
  return evidence.type;
}

bool HasUnnamed(const Finding& finding) {
  return finding.evidence.empty() ||
         std::any_of(finding.evidence.begin(), finding.evidence.end(),
                     [](const Evidence& evidence) { return SubjectOf(evidence).empty(); });
}

std::vector<std::string> SubjectsOf(const Finding& finding) {
  std::vector<std::string> subjects;
  for (const Evidence& evidence : finding.evidence) {
    std::string subject = SubjectOf(evidence);
    if (!subject.empty() && std::find(subjects.begin(), subjects.end(), subject) == subjects.end())
      subjects.push_back(std::move(subject));
  }
  return subjects;
}

std::vector<std::string> NewSubjects(const Finding& was, const Finding& is) {
  const std::vector<std::string> before = SubjectsOf(was);
  if (before.empty()) return {};
  std::vector<std::string> found = SubjectsOf(is);
  std::erase_if(found, [&](const std::string& subject) {
    return std::find(before.begin(), before.end(), subject) != before.end();
  });
  return found;
}

}  // namespace isograde
