isograde_distribution(Names-Not-ASCII)
isograde_member(Names-Not-ASCII größe/_länge sources/isolated.c INIT PyInitU__lnge_hra)
