isograde_distribution(All-Isolated)
isograde_member(All-Isolated all_isolated/_core sources/isolated.c)
