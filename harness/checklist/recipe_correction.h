#pragma once

#include "sandbox/record.h"
#include "target/recipe.h"

namespace isograde {

/// A recipe without what main alone has shown to be wrong in itself (`alone`: the record of
/// experiments::kAlone with it), all of which is among its faults: a setup that raises or does not
/// come to its end, a call that is no Python or names what is nowhere, an exception that there is
/// not, a state that cannot be set. Told, but not left out, is a call that raises what it should
/// not: what the module does then is its own.
Recipe Corrected(Recipe recipe, const Record& alone);

}  // namespace isograde
