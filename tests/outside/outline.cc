#include "report/format.h"
#include "report/report.h"

namespace isograde {
namespace {

std::string ToOutline(const Report& report) {
  std::string text;
  for (const TargetReport& target : report.targets)
    text += target.target.name + " " + target.grade.letter + "\n";
  return text;
}

ISOGRADE_FORMAT(outline, {.name = "outline", .detail = "a line each", .write = ToOutline});

}  // namespace
}  // namespace isograde
