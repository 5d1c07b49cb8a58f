isograde_distribution(vendored_package INSTALLED vendored)
isograde_member(vendored_package vendored_package/_core sources/isolated.c)
isograde_member(vendored_package vendored_package/inner/_core sources/isolated.c)
