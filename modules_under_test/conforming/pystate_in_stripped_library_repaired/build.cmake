target_link_options(${trait} PRIVATE -s)
