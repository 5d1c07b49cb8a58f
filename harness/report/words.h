#pragma once

#include <string>
#include <vector>

namespace isograde {

struct DeclinedCall;
struct Report;
struct TargetReport;

/// What a module says of itself: "multi-phase init, per-interpreter GIL".
std::string DeclaredText(const TargetReport& report);

/// What it did: "legacy loads, isolated refuses".
std::string DemonstratedText(const TargetReport& report);

/// The CPython of a report: "3.13.0", "3.14.8 debug".
std::string PythonText(const Report& report);

/// Its minor version: "3.13".
std::string MinorVersion(const Report& report);

/// What it rests on: "the whole checklist", "--check state/*".
std::string SelectionText(const Report& report);

/// The pieces of a text between separators; none of an empty text.
std::vector<std::string> Split(const std::string& text, char separator);

/// "declines, as documented: `module.f()` raises RuntimeError in interpreters 1, 2 (isolated)".
std::string Words(const DeclinedCall& declined);

}  // namespace isograde
