# Every dependency is found as an installed package first; FetchContent is what a machine without the packages falls back to.
include(FetchContent)

FetchContent_Declare(googletest URL https://github.com/google/googletest/archive/refs/tags/v1.14.0.tar.gz
                     FIND_PACKAGE_ARGS NAMES GTest)
FetchContent_Declare(CLI11 URL https://github.com/CLIUtils/CLI11/archive/refs/tags/v2.3.2.tar.gz
                     FIND_PACKAGE_ARGS)
FetchContent_Declare(nlohmann_json URL https://github.com/nlohmann/json/archive/refs/tags/v3.11.2.tar.gz
                     FIND_PACKAGE_ARGS)
FetchContent_Declare(fmt URL https://github.com/fmtlib/fmt/archive/refs/tags/9.1.0.tar.gz
                     FIND_PACKAGE_ARGS)
FetchContent_Declare(tomlplusplus URL https://github.com/marzer/tomlplusplus/archive/refs/tags/v3.3.0.tar.gz
                     FIND_PACKAGE_ARGS)
FetchContent_Declare(benchmark URL https://github.com/google/benchmark/archive/refs/tags/v1.7.1.tar.gz
                     FIND_PACKAGE_ARGS)
FetchContent_MakeAvailable(googletest CLI11 nlohmann_json fmt tomlplusplus benchmark)

# Any CPython from 3.8 on will do: the harness uses the limited API of 3.8 only, and no libpython is linked.
set(Python3_FIND_STRATEGY LOCATION)
find_package(Python3 3.8 REQUIRED COMPONENTS Interpreter Development.Module)

# elfutils, for the program that reads stacks: statically, with what it needs, so that it runs on machines that have none of it.
find_library(ISOGRADE_LIBDW libdw.a REQUIRED)
find_library(ISOGRADE_LIBELF libelf.a REQUIRED)
find_library(ISOGRADE_LIBZ libz.a REQUIRED)
find_library(ISOGRADE_LIBLZMA liblzma.a REQUIRED)
find_library(ISOGRADE_LIBBZ2 libbz2.a REQUIRED)
