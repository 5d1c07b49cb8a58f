#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/diagnosis.h"
#include "report/style.h"

namespace isograde {

/// For people: a paragraph for each level, of lines of at most `width` characters. A remedy that
/// several levels share is given once.
std::string DiagnosesText(const std::vector<Diagnosis>& diagnoses, std::size_t width,
                          const Style& style);

}  // namespace isograde
