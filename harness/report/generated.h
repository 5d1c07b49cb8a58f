#pragma once

#include <vector>

#include "report/cause.h"

namespace isograde {

struct Evidence;
struct Making;

/// The name of the generator whose own a variable is that evidence names; empty: its author's.
std::string GeneratorsOwn(const Evidence& evidence, const Making& making);

/// What a generator made has one cause, which its author can do nothing about one by one: what
/// lives in variables of its own, told as one where the gravest of them stands.
std::vector<Cause> FoldGenerated(std::vector<Cause> causes);

/// "212 variables of Cython's own (interned names, ...)".
std::string OwnText(const std::string& generator, std::size_t count);

}  // namespace isograde
