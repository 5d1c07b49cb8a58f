// Breaks: module state is not looked up interpreter-wide. Another module of the same library,
// pystate_in_stripped_library_repaired, does not look anything up.
#define LOOKS_UP pystate_in_stripped_library
#define CONFORMS pystate_in_stripped_library_repaired
#include "support/two_modules_in_one_library.h"
