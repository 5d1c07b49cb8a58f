# The library beside the module, where wheels put theirs, and found from there.
add_library(${trait}_geometry SHARED "${source_dir}/bundled/geometry.c")
set_target_properties(${trait}_geometry PROPERTIES OUTPUT_NAME geometry LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/modules/${trait}.libs")
isograde_compile_against_python(${trait}_geometry)
target_link_libraries(${trait} PRIVATE ${trait}_geometry)
set_target_properties(${trait} PROPERTIES BUILD_RPATH "$ORIGIN/${trait}.libs" BUILD_WITH_INSTALL_RPATH OFF)
