#include <cstdio>

#include "host/commands.h"
#include "host/exit_code.h"

namespace isograde {

int TalkCommand(const Options&) { return kHarnessFailed; }

}  // namespace isograde
