# As distributions do: the debug information goes to a file of its own, and the library names it.
add_custom_command(TARGET ${trait} POST_BUILD
  COMMAND "${CMAKE_OBJCOPY}" --only-keep-debug $<TARGET_FILE:${trait}> $<TARGET_FILE:${trait}>.debug
  COMMAND "${CMAKE_OBJCOPY}" --strip-unneeded --add-gnu-debuglink=$<TARGET_FILE:${trait}>.debug $<TARGET_FILE:${trait}>
  VERBATIM)
