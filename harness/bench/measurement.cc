#include "bench/measurement.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Measurement, iterations, real_s, cpu_s, counters, climb_real_s, climb_cpu_s,
                     climb_import_s, climb_new_pages_s, climb_reference_s, stopped, problem);

}  // namespace isograde
