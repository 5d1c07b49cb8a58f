isograde_distribution(Some.Dist-Name)
isograde_member(Some.Dist-Name spelled_otherwise/_core sources/isolated.c)
