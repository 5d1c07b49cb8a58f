# The unit tests of the harness: a second extension with all of it inside, so that they run in every CPython that isograde
# supports. build/bin/isograde-tests runs them. Included last: it links every object.
get_property(objects GLOBAL PROPERTY ISOGRADE_OBJECTS)
file(GLOB_RECURSE tests CONFIGURE_DEPENDS harness/*_test.cc suites/*_test.cc harness/testing/*.cc)
isograde_abi3_module(_harness_tests SOURCES ${tests} LINK ${objects} GTest::gtest CLI11::CLI11)
# Compiling is what tests cost.
target_precompile_headers(_harness_tests PRIVATE <Python.h> <fmt/format.h> <gtest/gtest.h> ${ISOGRADE_JSON})
target_compile_options(_harness_tests PRIVATE -O0)
if(ISOGRADE_SANITIZE MATCHES "undefined") # it goes wrong on purpose, and goes on
  set_source_files_properties(harness/testing/sanitizer_reports.cc PROPERTIES COMPILE_OPTIONS -fsanitize-recover=signed-integer-overflow
                                                                             SKIP_PRECOMPILE_HEADERS ON)
endif()
set(folder ${PROJECT_BINARY_DIR}/tests)
set_target_properties(_harness_tests PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${folder})

# Where the harness looks for its programs: beside itself.
file(MAKE_DIRECTORY ${folder})
foreach(program isograde-elf isograde-unwind isograde-embed)
  file(CREATE_LINK ${PROJECT_BINARY_DIR}/python/isograde/${program} ${folder}/${program} SYMBOLIC)
endforeach()

file(CONFIGURE OUTPUT ${folder}/__main__.py @ONLY CONTENT [[
"""Runs the unit tests of the harness in this Python, with GoogleTest's flags."""
import sys

import _harness_tests

sys.path[0] = "@PROJECT_BINARY_DIR@/python"
sys.exit(_harness_tests.main(sys.argv[1:]))
]])
# What has to be loaded before everything else in a process that is to load something with a sanitizer in it.
set(ISOGRADE_PRELOADED)
foreach(library asan ubsan tsan)
  if(("${library}:${ISOGRADE_SANITIZE}" MATCHES "asan:.*address|ubsan:.*undefined|tsan:.*thread"))
    execute_process(COMMAND "${CMAKE_CXX_COMPILER}" -print-file-name=lib${library}.so OUTPUT_VARIABLE file
                    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    list(APPEND ISOGRADE_PRELOADED "${file}")
  endif()
endforeach()
list(JOIN ISOGRADE_PRELOADED ":" ISOGRADE_PRELOADED)
configure_file(harness/python/isograde-tests.sh.in ${PROJECT_BINARY_DIR}/bin/isograde-tests @ONLY FILE_PERMISSIONS OWNER_READ OWNER_WRITE
               OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
