# Benchmarks of the harness itself: an extension, as the unit tests are. Not built unless asked for:
#
#   cmake --build build --target _harness_benchmarks && python3 build/benchmarks [Google Benchmark's flags]
get_property(objects GLOBAL PROPERTY ISOGRADE_OBJECTS)
file(GLOB benchmarks CONFIGURE_DEPENDS harness/benchmarks/*.cc)
isograde_abi3_module(_harness_benchmarks SOURCES ${benchmarks} harness/testing/python.cc LINK ${objects} GTest::gtest CLI11::CLI11
                                                                                           benchmark::benchmark)
set_target_properties(_harness_benchmarks PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/benchmarks EXCLUDE_FROM_ALL ON)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/benchmarks/__main__.py @ONLY CONTENT [[
"""Runs the benchmarks of the harness in this Python, with Google Benchmark's flags."""
import sys

import _harness_benchmarks

sys.exit(_harness_benchmarks.main(sys.argv[1:]))
]])
