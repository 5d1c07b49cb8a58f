#pragma once

#include <string>

#include "report/report.h"

namespace isograde {

/// What a module says of itself: "multi-phase init, per-interpreter GIL".
std::string DeclaredText(const TargetReport& report);

/// What it did: "legacy loads, isolated refuses".
std::string DemonstratedText(const TargetReport& report);

/// The CPython of a report: "3.13.0", "3.14.8 debug".
std::string PythonText(const Report& report);

}  // namespace isograde
