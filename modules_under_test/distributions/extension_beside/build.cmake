isograde_distribution(Extension-Beside)
isograde_member(Extension-Beside _extension_beside sources/isolated.c)
