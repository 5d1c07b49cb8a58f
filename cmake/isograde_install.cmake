# What the wheel holds (component `wheel`, made by scikit-build-core): the package isograde, with its programs, the recipes, and the
# sources of the modules under test, which `isograde explain` shows.
install(TARGETS _harness _bench _innocents LIBRARY DESTINATION isograde COMPONENT wheel)
install(FILES $<TARGET_FILE:benchmark::benchmark> DESTINATION isograde COMPONENT wheel
        RENAME $<TARGET_SONAME_FILE_NAME:benchmark::benchmark>)
install(TARGETS isograde-elf isograde-unwind isograde-embed RUNTIME DESTINATION isograde COMPONENT wheel)
install(DIRECTORY harness/python/isograde/ DESTINATION isograde COMPONENT wheel
        FILES_MATCHING PATTERN "*.py" PATTERN "py.typed" PATTERN "*.json" PATTERN "*.j2" PATTERN "*.css" PATTERN "*.js" PATTERN "__pycache__" EXCLUDE)
install(FILES harness/report/report.schema.json DESTINATION isograde COMPONENT wheel)
install(DIRECTORY modules_under_test/recipes modules_under_test/violating modules_under_test/conforming
        DESTINATION isograde/modules_under_test COMPONENT wheel
        FILES_MATCHING PATTERN "*.toml" PATTERN "*.c" PATTERN "*.cc" PATTERN "*.h")
