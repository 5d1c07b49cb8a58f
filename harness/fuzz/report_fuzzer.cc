// Reads a report out of any bytes, and writes what it reads in every format: whatever a file holds,
// the outcome is a report or one sentence, and what is written of a report can be read back.

#include <cstdlib>
#include <string>

#include "base/error.h"
#include "gate/comparison.h"
#include "report/badge.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/read_report.h"
#include "report/sarif.h"

namespace {

void WriteAll(const isograde::Report& report) {
  const isograde::SourceRoot root("/nowhere");
  isograde::ToJunit(report);
  isograde::ToSarif(report, root).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (isograde::ToMarkdown(report, 20'000).size() > 20'000) std::abort();
  try {
    isograde::ToSvg(isograde::BadgeOf(report, ""));
    isograde::Compare(report, report, {.today = "2026-01-15"});
  } catch (const isograde::UsageError&) {  // no target
  }
  const nlohmann::json json = isograde::ToJson(report);
  if (isograde::ToJson(isograde::ReportFromJson(json, "again")) != json) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    WriteAll(isograde::ReportFromJson(nlohmann::json::parse(data, data + size), "fuzzed"));
  } catch (const isograde::UsageError&) {
  } catch (const nlohmann::json::exception&) {  // ReadJson makes a sentence of it
  }
  return 0;
}
