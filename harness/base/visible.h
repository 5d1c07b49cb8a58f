#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace isograde {

/// With what a terminal would act upon, or show as something else, written out: control characters
/// (\x1b), C1 ones, marks of direction, separators of lines and paragraphs (\u202e). Line feeds and
/// tabs stay. For whatever comes from what is graded.
std::string Visible(std::string text);

/// All strings in it, names of fields left alone.
void MakeVisible(nlohmann::json& json);

/// On one line: line feeds and tabs are written out as well.
std::string VisibleLine(std::string text);

/// As a log that a CI reads for commands may have it: no line is one of GitHub's (::error::) or of
/// Azure's (##[error]).
std::string WithoutCommands(std::string text);

}  // namespace isograde
