isograde_distribution(Two-Statics)
isograde_member(Two-Statics two_statics/_shapes sources/shared_type.c)
isograde_member(Two-Statics two_statics/_things sources/shared_list.c)
