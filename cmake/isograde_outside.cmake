# build/outside/isograde: the package with the check, the experiment and the format of tests/outside linked in, as somebody has it who
# builds with -DISOGRADE_OUTSIDE=FOLDER. Not built unless asked for (tests/test_outside.py). Included after all that links isograde's
# own objects, since it adds to them.
if(ISOGRADE_OUTSIDE)
  return() # whose may have the same names
endif()
add_subdirectory(tests/outside ${PROJECT_BINARY_DIR}/outside EXCLUDE_FROM_ALL)
get_property(objects GLOBAL PROPERTY ISOGRADE_OBJECTS)
isograde_abi3_module(_harness_outside SOURCES harness/cli/module_init.cc LINK ${objects} GTest::gtest CLI11::CLI11)
set(folder ${PROJECT_BINARY_DIR}/outside/isograde)
set_target_properties(_harness_outside PROPERTIES EXCLUDE_FROM_ALL ON OUTPUT_NAME _harness LIBRARY_OUTPUT_DIRECTORY ${folder})
file(MAKE_DIRECTORY ${folder})
foreach(file __init__.py __main__.py ${isograde_api} _contents.py _distributions.py _environments.py _explore _installed.py _installer.py _processes.py _pylock.py _pythons.py _requirements.py _roots.py _startup.py _targets.py isograde-elf isograde-unwind isograde-embed _innocents.abi3.so modules_under_test reliability)
  file(CREATE_LINK ${PROJECT_BINARY_DIR}/python/isograde/${file} ${folder}/${file} SYMBOLIC)
endforeach()
