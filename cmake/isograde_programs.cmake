# Programs that stand beside _harness.abi3.so and are started by it.

# isograde-unwind: reads the stacks of a process. Static: see its source. `dlopen` is taken away from elfutils, which would look
# for a client of debug info servers.
add_executable(isograde-unwind harness/unwinder/main.cc harness/elf/demangled.cc harness/elf/source_file.cc
                               harness/sandbox/post_mortem_json.cc)
target_link_libraries(isograde-unwind PRIVATE isograde_options ${ISOGRADE_LIBDW} ${ISOGRADE_LIBELF} ${ISOGRADE_LIBZ} ${ISOGRADE_LIBLZMA}
                                              ${ISOGRADE_LIBBZ2})
target_link_options(isograde-unwind PRIVATE ${ISOGRADE_STATIC_PROGRAM} -Wl,--wrap=dlopen)

# isograde-elf: names the variables of a library, and tells what it imports.
add_executable(isograde-elf harness/elf/main.cc harness/elf/debug_type.cc harness/elf/demangled.cc harness/elf/generator.cc
                            harness/elf/generator_marks.cc harness/elf/image.cc
                            harness/elf/imported_symbol.cc harness/elf/imports.cc harness/elf/library.cc
                            harness/elf/machine_code.cc harness/elf/machine_code_aarch64.cc harness/elf/machine_code_x86_64.cc harness/elf/nearest.cc
                            harness/elf/python_tables.cc harness/elf/reach.cc harness/elf/regions.cc harness/elf/source_file.cc
                            harness/elf/static_variable.cc harness/elf/symbols.cc harness/elf/variables.cc)
target_link_libraries(isograde-elf PRIVATE isograde_options ${ISOGRADE_LIBDW} ${ISOGRADE_LIBELF} ${ISOGRADE_LIBZ} ${ISOGRADE_LIBLZMA}
                                           ${ISOGRADE_LIBBZ2})
target_link_options(isograde-elf PRIVATE ${ISOGRADE_STATIC_PROGRAM} -Wl,--wrap=dlopen)

# isograde-embed: initialises and finalises the hosting Python's libpython, again and again. No libpython is linked.
add_executable(isograde-embed harness/embedding/main.cc harness/sandbox/crash_handler.cc harness/sandbox/stage_board.cc)
target_link_libraries(isograde-embed PRIVATE isograde_options ${CMAKE_DL_LIBS})
target_link_options(isograde-embed PRIVATE ${ISOGRADE_STATIC_RUNTIME})

if(ISOGRADE_SANITIZE) # elf/demangled.cc wants what the shared C++ library does not export
  foreach(program isograde-unwind isograde-elf)
    target_link_libraries(${program} PRIVATE supc++)
  endforeach()
endif()

set_target_properties(isograde-elf isograde-unwind isograde-embed PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/python/isograde)
