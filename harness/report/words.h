#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace isograde {

struct DeclinedCall;
struct Report;
struct Target;
struct TargetGroup;
struct TargetReport;
struct Use;

/// What a module says of itself: "multi-phase init, per-interpreter GIL".
std::string DeclaredText(const TargetReport& report);

/// What wrote it: "by Cython 3.1.4", "by hand"; of a distribution, its members that its roots load.
/// Empty: it is not known.
std::string MadeText(const TargetGroup& group);

/// What it did: "legacy loads, isolated refuses".
std::string DemonstratedText(const TargetReport& report);

/// "PyYAML 6.0.2".
std::string NameText(const Target& target);

/// What an embedder calls interpreters of a config: "shared GIL", "checked", "own GIL".
std::string UseName(const std::string& config);

/// Those of a report's use tables, in their order.
std::vector<std::string> UsedConfigs(const Report& report);

/// The reason of a use, and what is missing, of which at most `most` are named: "without
/// yaml._yaml; it has no yaml.CLoader, yaml.CSafeLoader, and 3 more". May be empty.
std::string UseDetail(const Use& use, std::size_t most);

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
