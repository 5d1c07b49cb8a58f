isograde_distribution(Loaded-By-A-Submodule)
isograde_member(Loaded-By-A-Submodule loaded_by_a_submodule/_core sources/isolated.c)
