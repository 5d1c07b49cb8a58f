isograde_distribution(Init-Is-An-Extension)
isograde_member(Init-Is-An-Extension init_is_an_extension/__init__ init_is_an_extension/init.c)
isograde_member(Init-Is-An-Extension init_is_an_extension/part sources/isolated.c)
isograde_member(Init-Is-An-Extension 0123456789abcdef__compiled sources/isolated.c INIT PyInit_0123456789abcdef__compiled)
