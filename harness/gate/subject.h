#pragma once

#include <string>
#include <vector>

#include "checklist/finding.h"

namespace isograde {

/// What a piece of evidence is about, such that it is the same in another run and another build: a
/// static variable ("`cache` of _csv", with the function that it is local to), else the path to an
/// object, else a type. Empty: nothing that has a name.
std::string SubjectOf(const Evidence& evidence);

/// Whether some of what a finding rests on has no name, such as a crash.
bool HasUnnamed(const Finding& finding);

/// Of a finding, each once, in order.
std::vector<std::string> SubjectsOf(const Finding& finding);

/// Those that the finding of now is about and the one of before was not. None where that one had
/// no names at all: nobody knows then what it was about.
std::vector<std::string> NewSubjects(const Finding& was, const Finding& is);

}  // namespace isograde
