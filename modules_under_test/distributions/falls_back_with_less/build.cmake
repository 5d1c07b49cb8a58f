isograde_distribution(Falls-Back-With-Less)
isograde_member(Falls-Back-With-Less falls_back_with_less/_fast sources/guarded.c)
