# build/python/isograde: the package as Python sees it, and build/bin/isograde to run it. Included last: it links every object.
get_property(objects GLOBAL PROPERTY ISOGRADE_OBJECTS)
isograde_abi3_module(_harness SOURCES harness/cli/module_init.cc LINK ${objects} GTest::gtest CLI11::CLI11)
set(package ${PROJECT_BINARY_DIR}/python/isograde)
set_target_properties(_harness PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${package})

# Extensions of each kind of initialisation that do nothing: controls.
isograde_abi3_module(_innocents SOURCES harness/innocents/module_inits.cc)
set_target_properties(_innocents PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${package})

# `isograde bench`, in a library of its own: Google Benchmark comes as a shared library, which needs the C++ library as one too, and
# nothing of that shall be in the process that grades. The library lies beside it.
isograde_abi3_module(_bench SOURCES harness/cli/bench_module_init.cc harness/cli/bench_command.cc harness/bench/context.cc
                            harness/bench/flags.cc harness/bench/plan.cc harness/bench/google_benchmark.cc
                            LINK ${objects} GTest::gtest CLI11::CLI11 benchmark::benchmark)
target_precompile_headers(_bench REUSE_FROM isograde_precompiled)
get_target_property(link_options _bench LINK_OPTIONS)
list(REMOVE_ITEM link_options -static-libstdc++ -static-libgcc)
set_target_properties(_bench PROPERTIES LINK_OPTIONS "${link_options}" LIBRARY_OUTPUT_DIRECTORY ${package} BUILD_RPATH "\$ORIGIN"
                                        BUILD_RPATH_USE_ORIGIN ON INSTALL_RPATH "\$ORIGIN" SKIP_BUILD_RPATH OFF
                                        BUILD_WITH_INSTALL_RPATH ON)
add_custom_command(TARGET _bench POST_BUILD COMMAND ${CMAKE_COMMAND} -E copy_if_different $<TARGET_FILE:benchmark::benchmark>
                                                    ${package}/$<TARGET_SONAME_FILE_NAME:benchmark::benchmark>)

file(MAKE_DIRECTORY ${package})
set(isograde_api _api.py _env_report.py _errors.py _process.py _records.py _report.py _report_parts.py _target.py py.typed)
foreach(file __init__.py __main__.py ${isograde_api} _charts.py _html _contents.py _distributions.py _environments.py _explore _installed.py _installer.py _processes.py _pylock.py _pythons.py _requirements.py _roots.py _startup.py _targets.py reliability)
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/harness/python/isograde/${file} ${package}/${file} SYMBOLIC)
endforeach()
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/modules_under_test ${package}/modules_under_test SYMBOLIC)

configure_file(harness/python/isograde.sh.in ${PROJECT_BINARY_DIR}/bin/isograde @ONLY FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
                GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
