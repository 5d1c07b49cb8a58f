#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace isograde {

/// How many letters must be put in, left out, exchanged or swapped with their neighbour to make one
/// word of the other; capital letters are like small ones.
int EditDistance(std::string_view one, std::string_view other);

/// Of these words the one that was probably meant: "; did you mean X?". Empty where none is like
/// it.
std::string DidYouMean(std::string_view word, const std::vector<std::string>& known);

}  // namespace isograde
