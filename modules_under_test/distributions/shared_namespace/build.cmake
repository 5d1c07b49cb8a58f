isograde_distribution(Shared-Namespace-First)
isograde_member(Shared-Namespace-First shared_namespace/first/_core sources/isolated.c)
isograde_distribution(Shared-Namespace-Second)
isograde_member(Shared-Namespace-Second shared_namespace/second/_things sources/shared_list.c)
