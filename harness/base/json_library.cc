#include "json_library.h"

template class nlohmann::basic_json<>;
