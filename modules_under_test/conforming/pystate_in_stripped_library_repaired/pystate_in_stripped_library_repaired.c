// Conforming: it looks nothing up with PyState_FindModule. Another module of the same library,
// pystate_in_stripped_library, does.
#define LOOKS_UP pystate_in_stripped_library
#define CONFORMS pystate_in_stripped_library_repaired
#include "support/two_modules_in_one_library.h"
