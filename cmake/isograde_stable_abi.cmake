# CPython's list of its stable ABI: generated from the Python package abi3info, as CPython's own table is not installed anywhere.
# A Python that has it is asked first (-DISOGRADE_ABI3INFO_PYTHON=...); else it is installed into a virtual environment of the build.
set(ISOGRADE_ABI3INFO_PYTHON "${Python3_EXECUTABLE}" CACHE FILEPATH "A Python that has the package abi3info")
set(ISOGRADE_STABLE_ABI "${PROJECT_BINARY_DIR}/generated/stable_abi.inc")

execute_process(COMMAND "${ISOGRADE_ABI3INFO_PYTHON}" -c "from abi3info import FUNCTIONS" RESULT_VARIABLE absent OUTPUT_QUIET ERROR_QUIET)
if(absent)
  set(ISOGRADE_ABI3INFO_PYTHON "${PROJECT_BINARY_DIR}/generated/venv/bin/python")
  execute_process(COMMAND "${ISOGRADE_ABI3INFO_PYTHON}" -c "from abi3info import FUNCTIONS" RESULT_VARIABLE absent OUTPUT_QUIET ERROR_QUIET)
endif()
if(absent)
  message(STATUS "Installing the package abi3info into ${PROJECT_BINARY_DIR}/generated/venv")
  execute_process(COMMAND "${Python3_EXECUTABLE}" -m venv "${PROJECT_BINARY_DIR}/generated/venv" COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND "${ISOGRADE_ABI3INFO_PYTHON}" -m pip install --quiet --disable-pip-version-check abi3info COMMAND_ERROR_IS_FATAL ANY)
endif()
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/generated")
execute_process(COMMAND "${ISOGRADE_ABI3INFO_PYTHON}" "${CMAKE_CURRENT_LIST_DIR}/stable_abi.py" "${ISOGRADE_STABLE_ABI}"
                COMMAND_ERROR_IS_FATAL ANY)
