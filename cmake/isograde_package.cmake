# build/python/isograde: the package as Python sees it, and build/bin/isograde to run it. Included last: it links every object.
get_property(objects GLOBAL PROPERTY ISOGRADE_OBJECTS)
isograde_abi3_module(_harness SOURCES harness/host/module_init.cc LINK ${objects} GTest::gtest CLI11::CLI11)
set(package ${PROJECT_BINARY_DIR}/python/isograde)
set_target_properties(_harness PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${package})

file(MAKE_DIRECTORY ${package})
foreach(file __init__.py __main__.py _html _targets.py)
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/harness/python/isograde/${file} ${package}/${file} SYMBOLIC)
endforeach()
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/modules_under_test ${package}/modules_under_test SYMBOLIC)

configure_file(harness/python/isograde.sh.in ${PROJECT_BINARY_DIR}/bin/isograde @ONLY FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
                GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
