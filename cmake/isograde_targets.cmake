option(ISOGRADE_WERROR "Treat warnings as errors" OFF)
set(ISOGRADE_SANITIZE "" CACHE STRING "What to build with, as -fsanitize= has it: address,undefined or thread (presets asan, tsan)")

option(ISOGRADE_FAULTS "Compile in the faults that ci/faults chooses from (harness/base/fault.h)" OFF)

# What every translation unit of isograde is compiled with.
add_library(isograde_options INTERFACE)
target_compile_definitions(isograde_options INTERFACE Py_LIMITED_API=0x03080000 $<$<BOOL:${ISOGRADE_FAULTS}>:ISOGRADE_FAULTS>)
target_compile_options(isograde_options INTERFACE -Wall -Wextra -Wno-missing-field-initializers $<$<BOOL:${ISOGRADE_WERROR}>:-Werror>)
# Functions and lines, for stacks; variables too would take a quarter more time to compile.
target_compile_options(isograde_options INTERFACE $<$<CONFIG:RelWithDebInfo>:-g1>)
target_include_directories(isograde_options INTERFACE ${PROJECT_SOURCE_DIR}/harness ${PROJECT_SOURCE_DIR})
target_include_directories(isograde_options SYSTEM INTERFACE ${Python3_INCLUDE_DIRS})

# Where a sanitizer is built in, its run-time library is loaded before everything else (build*/bin/isograde-tests does that): nothing is
# linked statically then that it has to see.
add_library(isograde_sanitizers INTERFACE)
set(ISOGRADE_STATIC_RUNTIME -static-libstdc++ -static-libgcc)
set(ISOGRADE_STATIC_PROGRAM -static)
if(ISOGRADE_SANITIZE)
  # Undefined behaviour ends the process, as what the others find does.
  target_compile_options(isograde_sanitizers INTERFACE -fsanitize=${ISOGRADE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(isograde_sanitizers INTERFACE -fsanitize=${ISOGRADE_SANITIZE})
  set(ISOGRADE_STATIC_RUNTIME)
  set(ISOGRADE_STATIC_PROGRAM)
endif()
target_link_libraries(isograde_options INTERFACE isograde_sanitizers)

# What fmt and JSON have to compile, once: their templates take half of the time in each of a hundred files.
add_library(isograde_libraries STATIC ${PROJECT_SOURCE_DIR}/harness/base/json_library.cc)
if(fmt_VERSION MATCHES "^9\\.") # what is to be instantiated changes from one to the next
  target_sources(isograde_libraries PRIVATE ${PROJECT_SOURCE_DIR}/harness/base/fmt_library.cc)
  target_include_directories(isograde_libraries SYSTEM PUBLIC $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>)
else()
  target_link_libraries(isograde_libraries PUBLIC fmt::fmt-header-only)
endif()
target_link_libraries(isograde_libraries PUBLIC nlohmann_json::nlohmann_json PRIVATE isograde_sanitizers)
set_target_properties(isograde_libraries PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden
                                                    VISIBILITY_INLINES_HIDDEN ON)
target_link_libraries(isograde_options INTERFACE isograde_libraries)

# The heaviest headers, read once: JSON alone takes seconds in each of a hundred files.
# Not file(WRITE), which would make all of it out of date whenever CMake runs.
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/precompiled.cc CONTENT "")
set(ISOGRADE_JSON ${PROJECT_SOURCE_DIR}/harness/base/json_library.h)
add_library(isograde_precompiled OBJECT ${PROJECT_BINARY_DIR}/precompiled.cc)
target_link_libraries(isograde_precompiled PRIVATE isograde_options)
target_precompile_headers(isograde_precompiled PRIVATE <Python.h> <fmt/format.h> ${ISOGRADE_JSON} <functional> <map> <optional>)
set_target_properties(isograde_precompiled PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden
                                                      VISIBILITY_INLINES_HIDDEN ON)

# isograde_objects(NAME SOURCES... LINK LIBRARIES...)
# Object libraries, not archives: checks register themselves, and a linker drops what nobody calls from an archive.
function(isograde_objects name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  add_library(${name} OBJECT ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC isograde_options ${arg_LINK})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden
                                           VISIBILITY_INLINES_HIDDEN ON)
  target_precompile_headers(${name} REUSE_FROM isograde_precompiled)
  set_property(GLOBAL APPEND PROPERTY ISOGRADE_OBJECTS ${name})
endfunction()

# isograde_check_suite(SUITE CHECK...): one check is one file, named as its id.
function(isograde_check_suite suite)
  list(TRANSFORM ARGN APPEND ".cc" OUTPUT_VARIABLE sources)
  isograde_objects(isograde_suite_${suite} SOURCES ${sources})
  foreach(check IN LISTS ARGN)
    set_property(SOURCE ${check}.cc APPEND PROPERTY COMPILE_DEFINITIONS ISOGRADE_CHECK_PATH="${suite}/${check}")
  endforeach()
endfunction()

# isograde_abi3_module(NAME SOURCES...): one file for every CPython from 3.8 on, with all it needs inside.
function(isograde_abi3_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  add_library(${name} MODULE ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE isograde_options ${arg_LINK} ${CMAKE_DL_LIBS})
  # Bound at load (-z now): binding on first call would be done anew in every forked child.
  target_link_options(${name} PRIVATE ${ISOGRADE_STATIC_RUNTIME} -Wl,--exclude-libs,ALL -Wl,-Bsymbolic -Wl,--gc-sections -Wl,-z,now)
  set_target_properties(${name} PROPERTIES PREFIX "" SUFFIX ".abi3.so" CXX_VISIBILITY_PRESET hidden
                                           VISIBILITY_INLINES_HIDDEN ON)
endfunction()
