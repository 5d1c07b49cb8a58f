isograde_distribution(Native-Library)
isograde_library(Native-Library native_library/_sums.abi3 native_library/sums.c)
isograde_member(Native-Library native_library/_core sources/isolated.c)
