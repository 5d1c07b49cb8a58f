# The fuzzers of what isograde reads of others, with all of the harness in each (preset fuzz; ci/fuzz runs them). libFuzzer is Clang's.
if(NOT ISOGRADE_SANITIZE MATCHES "fuzzer")
  return()
endif()
find_package(Python3 3.8 REQUIRED COMPONENTS Development.Embed)

# isograde_fuzzer(NAME SOURCES... LINK LIBRARIES...): NAME-fuzzer, of harness/fuzz/NAME_fuzzer.cc
function(isograde_fuzzer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  add_executable(${name}-fuzzer harness/fuzz/${name}_fuzzer.cc ${arg_SOURCES})
  target_link_libraries(${name}-fuzzer PRIVATE isograde_options ${arg_LINK} ${CMAKE_DL_LIBS})
  target_link_options(${name}-fuzzer PRIVATE -fsanitize=fuzzer,address,undefined)
  set_target_properties(${name}-fuzzer PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  set_property(GLOBAL APPEND PROPERTY ISOGRADE_FUZZERS ${name}-fuzzer)
endfunction()
get_property(objects GLOBAL PROPERTY ISOGRADE_OBJECTS)
foreach(reader frame report recipe)
  isograde_fuzzer(${reader} LINK ${objects} GTest::gtest CLI11::CLI11 Python3::Python)
endforeach()
target_compile_definitions(recipe-fuzzer PRIVATE TOML_HEADER_ONLY=1)
target_include_directories(recipe-fuzzer SYSTEM PRIVATE $<TARGET_PROPERTY:tomlplusplus::tomlplusplus,INTERFACE_INCLUDE_DIRECTORIES>)

get_target_property(of_elf isograde-elf SOURCES)
list(FILTER of_elf EXCLUDE REGEX "main\\.cc|/(generator|imported_symbol|static_variable)\\.cc$") # the last are in isograde_elf_words
isograde_fuzzer(elf SOURCES ${of_elf} LINK isograde_elf_words isograde_base ${ISOGRADE_LIBDW} ${ISOGRADE_LIBELF} ${ISOGRADE_LIBZ} ${ISOGRADE_LIBLZMA}
                         ${ISOGRADE_LIBBZ2} supc++)
target_link_options(elf-fuzzer PRIVATE -Wl,--wrap=dlopen)

# Small libraries to begin with, in the forms that compilers and linkers give them.
function(isograde_seed name source)
  add_library(${name} MODULE harness/fuzz/${source})
  set_target_properties(${name} PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/seeds/elf)
  target_compile_options(${name} PRIVATE -fPIC ${ARGN})
  target_link_options(${name} PRIVATE -Wl,--unresolved-symbols=ignore-all ${ARGN})
  set_property(GLOBAL APPEND PROPERTY ISOGRADE_FUZZERS ${name})
endfunction()
foreach(language c cc)
  isograde_seed(${language}_dwarf4 seed.${language} -gdwarf-4)
  isograde_seed(${language}_dwarf5 seed.${language} -gdwarf-5 -O2)
  isograde_seed(${language}_compressed seed.${language} -g -gz)
  isograde_seed(${language}_stripped seed.${language} -O2 -s)
endforeach()
get_property(fuzzers GLOBAL PROPERTY ISOGRADE_FUZZERS)
add_custom_target(fuzzers DEPENDS ${fuzzers})
